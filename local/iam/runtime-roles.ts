import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../ground/index.ts';
import { ACCOUNT_ID, AwsError, createRecords, notImplemented } from '../ground/index.ts';
import type { Authorizer, Role } from '../cloudformation/index.ts';
import { roleOfDocuments } from '../cloudformation/index.ts';

/** A role that a caller made, beside those of the template. */
export interface RuntimeRole {
  name: string;
  path: string;
  arn: string;
  description?: string;
  maxSessionSeconds: number;
  trust: JsonObject;
  /** Inline policies by name. */
  inline: Record<string, JsonObject>;
  /** ARNs of managed policies. */
  managed: string[];
  /** Cloud time, epoch milliseconds. */
  createdMs: number;
  /** It was deleted: who has it still may do nothing, as on AWS, until it is made again. */
  isDeleted?: true;
}

/** The roles that callers make. They are kept in the cloud's database, and held to their policies as the template's are. */
export interface RuntimeRoles {
  /** In the order of their names. */
  list: () => RuntimeRole[];
  /** @throws AwsError NoSuchEntity; NotImplemented where it is the template's */
  find: (name: string) => RuntimeRole;
  /** Makes or changes a role. @throws AwsError MalformedPolicyDocument */
  put: (role: RuntimeRole) => void;
  remove: (role: RuntimeRole) => void;
  /** Whether there is a role of this ARN: the template's or a caller's. */
  has: (roleArn: string) => boolean;
  /** Removes all of them. */
  clear: () => void;
}

/** @param declared the roles of the template */
export function createRuntimeRoles(
  database: DatabaseSync,
  declared: readonly Role[],
  authorizer: Pick<Authorizer, 'putRole'>,
): RuntimeRoles {
  const records = createRecords<RuntimeRole>(database, 'iam_role');
  const list = (): RuntimeRole[] =>
    records
      .list()
      .filter(({ isDeleted }) => isDeleted !== true)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const put = (role: RuntimeRole): void => {
    authorizer.putRole(read(role));
    records.put(role.name, role);
  };
  const remove = (role: RuntimeRole): void => {
    put({ ...role, trust: {}, inline: {}, managed: [], isDeleted: true });
  };
  const isDeclared = (name: string): boolean => declared.some((role) => role.name === name);

  for (const role of records.list()) {
    // One that the template declares now is the template's from here on.
    if (isDeclared(role.name)) records.remove(role.name);
    else authorizer.putRole(read(role));
  }

  return {
    list,
    find(name) {
      if (isDeclared(name))
        throw notImplemented(`changes at runtime of role ${name}, which the template declares`);
      const found = list().find((role) => role.name === name);
      if (!found) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
      return found;
    },
    put,
    remove,
    has: (roleArn) =>
      declared.some(({ arn }) => arn === roleArn) || list().some(({ arn }) => arn === roleArn),
    clear() {
      for (const role of list()) remove(role);
      records.clear();
    },
  };
}

/** @throws AwsError */
function read({ name, arn, trust, inline, managed, isDeleted }: RuntimeRole): Role {
  if (isDeleted) return { logicalId: name, name, arn, trust: [], statements: [] };
  try {
    return roleOfDocuments({ name, arn, trust, inline: Object.values(inline), managed } as Parameters<
      typeof roleOfDocuments
    >[0]);
  } catch (error) {
    throw new AwsError('MalformedPolicyDocument', (error as Error).message);
  }
}

/** The ARN of a role of this account. */
export const roleArnOf = ({ path, name }: Pick<RuntimeRole, 'path' | 'name'>): string =>
  `arn:aws:iam::${ACCOUNT_ID}:role${path}${name}`;
