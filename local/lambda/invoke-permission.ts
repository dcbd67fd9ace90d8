import type { Authorize, Caller } from '../ground/index.ts';
import { ACCOUNT_ID, AwsError, functionArn } from '../ground/index.ts';
import type { Permission } from '../cloudformation/index.ts';
import { matchesAction, matchesArn } from '../cloudformation/index.ts';

/** A service of AWS that invokes for one of its resources, such as a rule. */
export interface ServiceCaller {
  /** For example `events.amazonaws.com`. */
  service: string;
  sourceArn: string;
}

export type Invoker = Caller | ServiceCaller;

export interface InvokePermissions {
  declare: (permission: Permission) => void;
  /** Takes back what callers have granted. */
  remove: (permission: Permission) => void;
  /** The statements of a function's policy, for exactly this qualifier. */
  of: (functionName: string, qualifier: string | undefined) => Permission[];
  /**
   * A service needs an AWS::Lambda::Permission of exactly this function and qualifier whose principal, source
   * ARN and account fit; a role needs `lambda:InvokeFunction` in its policies. AwsError AccessDenied (403).
   */
  check: (invoker: Invoker, functionName: string, qualifier: string | undefined) => void;
  /** Whether rules or schedules may invoke the function. */
  fedByEvents: (functionName: string) => boolean;
}

const EVENT_SERVICES = ['events.amazonaws.com', 'scheduler.amazonaws.com'];

export function createInvokePermissions(authorize: Authorize): InvokePermissions {
  const permissions: Permission[] = [];
  const of = (functionName: string, qualifier: string | undefined): Permission[] =>
    permissions.filter(
      (permission) => permission.functionName === functionName && permission.qualifier === qualifier,
    );

  const lets = (permission: Permission, { service, sourceArn }: ServiceCaller): boolean =>
    matchesAction(permission.action, 'lambda:InvokeFunction') &&
    permission.principal === service &&
    (permission.sourceArn === undefined || matchesArn(permission.sourceArn, sourceArn)) &&
    (permission.sourceAccount ?? ACCOUNT_ID) === ACCOUNT_ID;

  return {
    declare: (permission) => void permissions.push(permission),
    remove: (permission) => void permissions.splice(permissions.indexOf(permission) >>> 0, 1),
    of,
    check(invoker, functionName, qualifier) {
      const arn = functionArn(functionName, qualifier);
      if ('kind' in invoker) {
        authorize(invoker, 'lambda:InvokeFunction', arn);
        return;
      }
      if (of(functionName, qualifier).some((permission) => lets(permission, invoker))) return;
      throw new AwsError(
        'AccessDenied',
        `${invoker.service} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} for ${invoker.sourceArn} because no resource-based policy allows it. It takes an AWS::Lambda::Permission of the template, or lambda add-permission, with this FunctionName, Principal and SourceArn.`,
        403,
      );
    },
    fedByEvents: (functionName) =>
      permissions.some(
        (permission) =>
          permission.functionName === functionName && EVENT_SERVICES.includes(permission.principal),
      ),
  };
}
