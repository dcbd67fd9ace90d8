import type { Authorize, Caller } from '../../ground/index.ts';
import { ACCOUNT_ID, AwsError, REGION, callerArn } from '../../ground/index.ts';
import type { Key, Role } from '../stack.ts';
import type { ConditionContext } from './condition.ts';
import type { Decision } from './evaluate.ts';
import { evaluate } from './evaluate.ts';
import { keyPolicyAllows } from './key-policy.ts';
import type { Statement } from './statement.ts';
import { mayAssume } from './trust.ts';
import { matchesAction, matchesWildcard } from './wildcard.ts';

/** Calls that were allowed; `resource` is the statement's pattern that covered them, so that the list stays short. */
export interface UsedGrant {
  roleArn: string;
  action: string;
  resource: string;
  /** How many there were. */
  calls: number;
}

/** An action that a role's statement grants and no call has needed. */
export interface UnusedGrant {
  roleArn: string;
  logicalId: string;
  sid?: string;
  action: string;
}

export interface Authorizer {
  authorize: Authorize;
  /**
   * Whether `service` (for example `healthlake.amazonaws.com`) may assume the role by its trust policy.
   * Keys such as `aws:SourceArn` come from the caller. True for a role that is not in the template.
   */
  mayAssume: (roleArn: string, service: string, context?: ConditionContext) => boolean;
  /** Whether a service may use a key in its own name, by the key's policy. True for a key that is not in the template. */
  serviceMayUseKey: (service: string, action: string, keyArn: string, context: ConditionContext) => boolean;
  /** A role of the template, or one that was put beside it. */
  role: (roleArn: string) => Role | undefined;
  /** Takes up a role beside the template's, or has it be otherwise from now on. */
  putRole: (role: Role) => void;
  used: () => UsedGrant[];
  unused: () => UnusedGrant[];
}

/**
 * Answers "may this role do that?" from the roles and key policies of the packaged template. The account's owner may do
 * everything; so may a role that is neither in the template nor put beside it, because nothing is known of its policies.
 */
export function createAuthorizer(roles: readonly Role[], keys: readonly Key[] = []): Authorizer {
  const roleOf = new Map(roles.map((role) => [role.arn, role]));
  const keyOf = new Map(keys.map((key) => [key.arn, key]));
  const used = new Map<string, UsedGrant>();
  const needed = new Map<Statement, Set<string>>();

  const note = (roleArn: string, action: string, resource: string, statement: Statement): void => {
    const actions = needed.get(statement) ?? new Set();
    needed.set(statement, actions);
    for (const pattern of statement.actions ?? []) if (matchesAction(pattern, action)) actions.add(pattern);
    const covering = statement.resources?.find((pattern) => matchesWildcard(pattern, resource)) ?? '*';
    const key = `${roleArn} ${action} ${covering}`;
    used.set(key, { roleArn, action, resource: covering, calls: (used.get(key)?.calls ?? 0) + 1 });
  };

  return {
    authorize(caller, action, resource, context = {}) {
      const role = caller.kind === 'role' ? roleOf.get(caller.roleArn) : undefined;
      if (!role) return;
      const all = { ...standardContext(role.arn), ...context };
      const decision = evaluate(role.statements, { action, resource, context: all });
      if (!decision.allowed) {
        const key = keyOf.get(resource);
        const isDenied = decision.decidedBy.length > 0;
        if (key && !isDenied && keyPolicyAllows(key, { roleArn: role.arn }, action, all)) return;
        const place = roles.includes(role) ? `${role.logicalId} of the template` : `the role ${role.name}`;
        throw accessDenied(caller, place, action, resource, decision);
      }
      for (const statement of decision.decidedBy) note(role.arn, action, resource, statement);
    },
    mayAssume(roleArn, service, context = {}) {
      const role = roleOf.get(roleArn);
      return !role || mayAssume(role.trust, service, context);
    },
    serviceMayUseKey(service, action, keyArn, context) {
      const key = keyOf.get(keyArn);
      return !key || keyPolicyAllows(key, { service }, action, context);
    },
    role: (roleArn) => roleOf.get(roleArn),
    putRole: (role) => void roleOf.set(role.arn, role),
    used: () => [...used.values()],
    unused: () => roles.flatMap((role) => unusedOf(role, needed)),
  };
}

/** The global condition keys that every call of the local cloud has. Loopback counts as a secure transport. */
export const standardContext = (roleArn: string): ConditionContext => ({
  'aws:PrincipalArn': roleArn,
  'aws:PrincipalAccount': ACCOUNT_ID,
  'kms:CallerAccount': ACCOUNT_ID,
  'aws:ResourceAccount': ACCOUNT_ID,
  'aws:RequestedRegion': REGION,
  'aws:SecureTransport': 'true',
});

function unusedOf(role: Role, needed: ReadonlyMap<Statement, ReadonlySet<string>>): UnusedGrant[] {
  return role.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) =>
      (statement.actions ?? [])
        .filter((action) => !needed.get(statement)?.has(action))
        .map((action) => ({
          roleArn: role.arn,
          logicalId: role.logicalId,
          ...(statement.sid === undefined ? {} : { sid: statement.sid }),
          action,
        })),
    );
}

function accessDenied(
  caller: Caller,
  place: string,
  action: string,
  resource: string,
  decision: Decision,
): AwsError {
  const explicit = decision.decidedBy.length > 0;
  const why = explicit
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  const sid = decision.decidedBy.find((statement) => statement.sid !== undefined)?.sid;
  const hint = explicit
    ? `A Deny statement${sid === undefined ? '' : ` (${sid})`} of ${place} stops it.`
    : decision.missingKey === undefined
      ? `Allow it in ${place}.`
      : `A statement of ${place} would allow it, but asks for the condition key ${decision.missingKey}, which the call does not carry.`;
  return new AwsError(
    'AccessDenied',
    `User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${resource} ${why}. ${hint}`,
    403,
  );
}
