import type { JsonObject, Service } from '../ground/index.ts';
import { AwsError, iamArn, roleIdOf } from '../ground/index.ts';
import type { Authorizer, Stack } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { awsQueryService, textMember } from '../http/index.ts';
import type { DescribedRole } from './role-policies.ts';
import { describedRole, describedRoles } from './role-policies.ts';
import { roleActions } from './role-actions.ts';
import type { RuntimeRole, RuntimeRoles } from './runtime-roles.ts';
import { simulate } from './simulate.ts';

export interface IamOptions {
  stack: Stack;
  authorizer: Pick<Authorizer, 'authorize' | 'role'>;
  runtimeRoles: RuntimeRoles;
  /** Cloud time, epoch milliseconds. */
  now: () => number;
}

/** IAM: the roles of the template and those that callers make, with their policies. Lists come in one page. */
export function createIam({ stack, authorizer, runtimeRoles, now }: IamOptions): Service {
  const { authorize } = authorizer;
  const startedMs = now();
  const declared = describedRoles(stack);
  const roles = (): DescribedRole[] => [
    ...declared,
    ...runtimeRoles.list().flatMap((role) => describedRole(role, authorizer.role(role.arn)) ?? []),
  ];
  const roleOf = (input: JsonObject): DescribedRole => {
    const name = textMember(input, 'RoleName') ?? '';
    return found(
      roles().find((role) => role.name === name),
      `The role with name ${name} cannot be found.`,
    );
  };
  /** An action about one role, with the permission that AWS asks for. */
  const ofRole =
    (action: string, answer: (role: DescribedRole, input: JsonObject) => JsonObject): AwsJsonAction =>
    (input, { caller }) => {
      authorize(caller, `iam:${action}`, iamArn(`role/${textMember(input, 'RoleName') ?? ''}`));
      return answer(roleOf(input), input);
    };
  const describe = (role: DescribedRole): JsonObject => ({
    Path: role.path,
    RoleName: role.name,
    RoleId: roleIdOf(role.arn),
    Arn: role.arn,
    CreateDate: new Date(role.createdMs ?? startedMs),
    AssumeRolePolicyDocument: encoded(role.trustDocument),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  });

  const actions: Record<string, AwsJsonAction> = {
    ListRoles(input, { caller }) {
      authorize(caller, 'iam:ListRoles', iamArn('role/'));
      const prefix = textMember(input, 'PathPrefix') ?? '/';
      return {
        Roles: roles()
          .filter(({ path }) => path.startsWith(prefix))
          .map(describe),
        IsTruncated: false,
      };
    },
    GetRole: ofRole('GetRole', (role) => ({ Role: describe(role) })),
    ListRolePolicies: ofRole('ListRolePolicies', ({ inline }) => ({
      PolicyNames: [...inline.keys()],
      IsTruncated: false,
    })),
    ListAttachedRolePolicies: ofRole('ListAttachedRolePolicies', ({ managed }) => ({
      AttachedPolicies: managed.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })),
      IsTruncated: false,
    })),
    GetRolePolicy: ofRole('GetRolePolicy', ({ name, inline }, input) => {
      const policy = textMember(input, 'PolicyName') ?? '';
      const document = found(inline.get(policy), `The role policy with name ${policy} cannot be found.`);
      return { RoleName: name, PolicyName: policy, PolicyDocument: encoded(document) };
    }),
    SimulatePrincipalPolicy(input, { caller }) {
      const arn = textMember(input, 'PolicySourceArn') ?? '';
      authorize(caller, 'iam:SimulatePrincipalPolicy', arn);
      return simulate(
        found(
          roles().find((role) => role.arn === arn),
          `${arn} is no role of this cloud: nothing is known of its policies.`,
        ),
        input,
      );
    },
  };
  const isTaken = (name: string): boolean => roles().some((role) => role.name === name);
  const describeMade = (role: RuntimeRole): JsonObject =>
    describe(found(describedRole(role, authorizer.role(role.arn)), role.name));
  return awsQueryService({
    signingName: 'iam',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    actions: { ...actions, ...roleActions(runtimeRoles, isTaken, authorize, now, describeMade) },
  });
}

/** Policies are URL-encoded in answers (API reference, GetRolePolicy; RFC 3986). */
const encoded = (document: unknown): string => encodeURIComponent(JSON.stringify(document, undefined, 2));

function found<T>(item: T | undefined, message: string): T {
  if (item === undefined) throw new AwsError('NoSuchEntity', message, 404);
  return item;
}
