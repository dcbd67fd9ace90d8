import type { Authorize, Caller, JsonObject } from '../ground/index.ts';
import {
  AwsError,
  constraintError,
  iamArn,
  isJsonObject,
  notImplemented,
  parsedJson,
} from '../ground/index.ts';
import { isManagedPolicyKnown } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { textMember } from '../http/index.ts';
import type { RuntimeRole, RuntimeRoles } from './runtime-roles.ts';
import { roleArnOf } from './runtime-roles.ts';

/** IAM API reference, CreateRole. */
const NAME = /^[\w+=,.@-]{1,64}$/;
const POLICY_NAME = /^[\w+=,.@-]{1,128}$/;
const PATH = /^\/([\u0021-\u007e]+\/)?$/;
const LONGEST_DESCRIPTION = 1000;
const SESSION_SECONDS = { least: 3600, most: 43_200 };

/** What of CreateRole this cloud does not do. */
const NOT_SERVED = ['PermissionsBoundary', 'Tags'];

/** CreateRole, DeleteRole, UpdateAssumeRolePolicy and the policies of a role that a caller made. */
export function roleActions(
  roles: RuntimeRoles,
  isTaken: (name: string) => boolean,
  authorize: Authorize,
  now: () => number,
  describe: (role: RuntimeRole) => JsonObject,
): Record<string, AwsJsonAction> {
  /** An action that changes one role, with the permission that AWS asks for. */
  const change =
    (
      action: string,
      changed: (role: RuntimeRole, input: JsonObject) => Partial<RuntimeRole>,
    ): AwsJsonAction =>
    (input, { caller }) => {
      const role = asked(action, input, caller);
      roles.put({ ...role, ...changed(role, input) });
    };
  const asked = (action: string, input: JsonObject, caller: Caller): RuntimeRole => {
    const name = textMember(input, 'RoleName') ?? '';
    authorize(caller, `iam:${action}`, iamArn(`role/${name}`));
    return roles.find(name);
  };

  return {
    CreateRole(input, { caller }) {
      const role = readRole(input, now());
      authorize(caller, 'iam:CreateRole', role.arn);
      if (isTaken(role.name))
        throw new AwsError('EntityAlreadyExists', `Role with name ${role.name} already exists.`, 409);
      roles.put(role);
      return { Role: describe(role) };
    },
    DeleteRole(input, { caller }) {
      const role = asked('DeleteRole', input, caller);
      if (role.managed.length > 0) throw conflict('must detach all policies first');
      if (Object.keys(role.inline).length > 0) throw conflict('must delete policies first');
      roles.remove(role);
    },
    UpdateAssumeRolePolicy: change('UpdateAssumeRolePolicy', (_role, input) => ({
      trust: documentMember(input, 'PolicyDocument'),
    })),
    PutRolePolicy: change('PutRolePolicy', ({ inline }, input) => ({
      inline: { ...inline, [policyName(input)]: documentMember(input, 'PolicyDocument') },
    })),
    DeleteRolePolicy: change('DeleteRolePolicy', ({ inline }, input) => {
      const { [policyName(input)]: gone, ...rest } = inline;
      if (!gone) throw noPolicy(policyName(input));
      return { inline: rest };
    }),
    AttachRolePolicy: change('AttachRolePolicy', ({ managed }, input) => ({
      managed: [...new Set([...managed, attachable(textMember(input, 'PolicyArn') ?? '')])],
    })),
    DetachRolePolicy: change('DetachRolePolicy', ({ managed }, input) => {
      const arn = textMember(input, 'PolicyArn') ?? '';
      if (!managed.includes(arn)) throw noPolicy(arn);
      return { managed: managed.filter((policy) => policy !== arn) };
    }),
  };
}

/** @throws AwsError */
function readRole(input: JsonObject, createdMs: number): RuntimeRole {
  const other = NOT_SERVED.find((member) => input[member] !== undefined);
  if (other !== undefined) throw notImplemented(`${other} of CreateRole`);
  const name = textMember(input, 'RoleName') ?? '';
  if (!NAME.test(name))
    throw invalid('roleName', name, 'be 1 to 64 of letters, digits and the characters _+=,.@-');
  const path = textMember(input, 'Path') ?? '/';
  if (!PATH.test(path)) throw invalid('path', path, 'begin and end with /');
  const description = textMember(input, 'Description');
  if ((description?.length ?? 0) > LONGEST_DESCRIPTION)
    throw invalid('description', description, `have length less than or equal to ${LONGEST_DESCRIPTION}`);
  const seconds = Number(textMember(input, 'MaxSessionDuration') ?? SESSION_SECONDS.least);
  if (!(seconds >= SESSION_SECONDS.least && seconds <= SESSION_SECONDS.most))
    throw invalid('maxSessionDuration', seconds, `be ${SESSION_SECONDS.least} to ${SESSION_SECONDS.most}`);
  return {
    name,
    path,
    arn: roleArnOf({ name, path }),
    ...(description !== undefined && { description }),
    maxSessionSeconds: seconds,
    trust: documentMember(input, 'AssumeRolePolicyDocument'),
    inline: {},
    managed: [],
    createdMs,
  };
}

/** @throws AwsError */
function documentMember(input: JsonObject, member: string): JsonObject {
  const document = parsedJson(textMember(input, member) ?? '');
  if (!isJsonObject(document))
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  return document;
}

/** @throws AwsError */
function policyName(input: JsonObject): string {
  const name = textMember(input, 'PolicyName') ?? '';
  if (!POLICY_NAME.test(name))
    throw invalid('policyName', name, 'be 1 to 128 of letters, digits and the characters _+=,.@-');
  return name;
}

/** The ARN of a policy that can be attached. @throws AwsError */
function attachable(arn: string): string {
  if (isManagedPolicyKnown(arn)) return arn;
  if (arn.startsWith('arn:aws:iam::aws:policy/'))
    throw notImplemented(`the managed policy ${arn}; put its statements into a policy of the role`);
  throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
}

/** IAM calls ValidationError what others call ValidationException. */
const invalid = (member: string, value: unknown, constraint: string): AwsError =>
  new AwsError('ValidationError', constraintError(member, value, constraint).message);

const conflict = (what: string): AwsError =>
  new AwsError('DeleteConflict', `Cannot delete entity, ${what}.`, 409);

const noPolicy = (policy: string): AwsError =>
  new AwsError('NoSuchEntity', `The role policy with name ${policy} cannot be found.`, 404);
