import type { Permission } from '../../cloudformation/index.ts';
import type { Records } from '../../ground/index.ts';
import { AwsError, notImplemented } from '../../ground/index.ts';
import type { InvokePermissions } from '../invoke-permission.ts';

/** The statements that callers add to the policies of functions. They are kept in the cloud's database. */
export interface RuntimePermissions {
  /** Takes up those of an earlier run whose functions are there. */
  restore: (exists: (functionName: string) => boolean) => void;
  /** @throws AwsError ResourceConflictException */
  add: (permission: Permission) => void;
  /** @throws AwsError ResourceNotFoundException; NotImplemented where the template declares it */
  remove: (functionName: string, qualifier: string | undefined, sid: string) => void;
  /** A function is no more, and its policy with it. */
  removeOf: (functionName: string) => void;
  clear: () => void;
}

const keyOf = ({ functionName, qualifier = '', logicalId }: Permission): string =>
  `${functionName}:${qualifier}:${logicalId}`;

/** A permission's logical id is its `Sid`. */
export function createRuntimePermissions(
  records: Records<Permission>,
  permissions: InvokePermissions,
): RuntimePermissions {
  const drop = (permission: Permission): void => {
    const declared = permissions
      .of(permission.functionName, permission.qualifier)
      .find(({ logicalId }) => logicalId === permission.logicalId);
    if (declared) permissions.remove(declared);
    records.remove(keyOf(permission));
  };

  return {
    restore(exists) {
      for (const permission of records.list())
        if (exists(permission.functionName)) permissions.declare(permission);
        else records.remove(keyOf(permission));
    },
    add(permission) {
      const { functionName, qualifier, logicalId } = permission;
      if (permissions.of(functionName, qualifier).some((other) => other.logicalId === logicalId))
        throw new AwsError(
          'ResourceConflictException',
          `The statement id (${logicalId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          409,
        );
      permissions.declare(permission);
      records.put(keyOf(permission), permission);
    },
    remove(functionName, qualifier, sid) {
      const found = permissions
        .of(functionName, qualifier)
        .find((permission) => permission.logicalId === sid);
      if (!found)
        throw new AwsError(
          'ResourceNotFoundException',
          `Statement ${sid} is not found in resource policy.`,
          404,
        );
      if (!records.get(keyOf(found)))
        throw notImplemented(`changes at runtime of the permission ${sid}, which the template declares`);
      drop(found);
    },
    removeOf(functionName) {
      for (const permission of records.list()) if (permission.functionName === functionName) drop(permission);
    },
    clear() {
      for (const permission of records.list()) drop(permission);
    },
  };
}
