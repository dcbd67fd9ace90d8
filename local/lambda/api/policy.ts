import type { Permission } from '../../cloudformation/index.ts';
import { AwsError, constraintError, functionArn, notImplemented } from '../../ground/index.ts';
import { textMember } from '../../http/index.ts';
import type { LambdaApi, LambdaCall, LambdaOperation } from './call.ts';
import { bodyOf, refuseOthers } from './call.ts';

const STATEMENT_ID = /^[\w-]{1,100}$/;
const ACTION = /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/;
const MEMBERS = ['Action', 'Principal', 'RevisionId', 'SourceAccount', 'SourceArn', 'StatementId'];

export const addPermission: LambdaOperation = async (call, api) => {
  const { lambda, qualifier } = functionOf(call, api, 'lambda:AddPermission');
  const input = await bodyOf(call);
  refuseOthers('AddPermission', input, MEMBERS);
  const sid = textMember(input, 'StatementId') ?? '';
  const action = textMember(input, 'Action') ?? '';
  const principal = textMember(input, 'Principal') ?? '';
  if (!STATEMENT_ID.test(sid))
    throw constraintError('statementId', sid, 'be 1 to 100 letters, digits, hyphens and underscores');
  if (!ACTION.test(action)) throw constraintError('action', action, 'be an action of Lambda');
  if (!/^[a-z0-9.-]+\.amazonaws\.com$/.test(principal))
    throw notImplemented(
      `permissions of a function for ${principal}, only for services: a role needs lambda:InvokeFunction in its own policies`,
    );
  const sourceArn = textMember(input, 'SourceArn');
  const sourceAccount = textMember(input, 'SourceAccount');
  const permission: Permission = {
    logicalId: sid,
    functionName: lambda.name,
    action,
    principal,
    ...(qualifier !== undefined && { qualifier }),
    ...(sourceArn !== undefined && { sourceArn }),
    ...(sourceAccount !== undefined && { sourceAccount }),
  };
  api.runtimePermissions.add(permission);
  return { status: 201, body: { Statement: JSON.stringify(statementOf(permission)) } };
};

export const removePermission: LambdaOperation = (call, api) => {
  const { lambda, qualifier } = functionOf(call, api, 'lambda:RemovePermission');
  api.runtimePermissions.remove(lambda.name, qualifier, call.path.sid ?? '');
  return { status: 204 };
};

export const getPolicy: LambdaOperation = (call, api) => {
  const { lambda, qualifier } = functionOf(call, api, 'lambda:GetPolicy');
  const permissions = api.permissions.of(lambda.name, qualifier);
  if (permissions.length === 0)
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  const policy = { Version: '2012-10-17', Id: 'default', Statement: permissions.map(statementOf) };
  return { body: { Policy: JSON.stringify(policy) } };
};

function functionOf(
  { caller, path, query }: LambdaCall,
  { functions, authorize }: LambdaApi,
  action: string,
) {
  const target = functions.find(path.name ?? '', query.get('Qualifier') ?? undefined);
  authorize(caller, action, functionArn(target.lambda.name, target.qualifier));
  return target;
}

/** A permission as the statement that it is in the function's policy. */
function statementOf(permission: Permission): Record<string, unknown> {
  const { logicalId, functionName, qualifier, action, principal, sourceArn, sourceAccount } = permission;
  const conditions = {
    ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    Sid: logicalId,
    Effect: 'Allow',
    Principal: { Service: principal },
    Action: action,
    Resource: functionArn(functionName, qualifier),
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}
