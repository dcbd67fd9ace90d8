import {
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { ConditionContext, Role, Statement } from '../../../local/cloudformation/index.ts';
import { evaluate, parsePolicy, standardContext } from '../../../local/cloudformation/index.ts';
import type { Check, Finding, Patient } from '../finding.ts';
import { deployAgain, ofEach, unless } from '../finding.ts';

export const roles: Check = {
  name: 'roles',
  finds:
    'roles that are gone, and actions that a role needs and may not do any more, by the evaluator of the local IAM',
  look: (patient) =>
    ofEach(patient.stack.roles, async (role): Promise<Finding[]> => {
      const next = deployAgain(patient.stage.stage);
      const actual = await statementsOf(patient, role.name);
      if (actual === undefined) return [{ what: `the role ${role.name} is gone`, next }];
      const lost = lostActions(role, actual);
      return lost.length === 0
        ? []
        : [{ what: `the role ${role.name} may no longer do ${lost.join(', ')}`, next }];
    }),
};

/** What a role may do now; undefined where there is no such role. */
async function statementsOf({ clients }: Patient, RoleName: string): Promise<Statement[] | undefined> {
  const listed = await unless(
    clients.roles.send(new ListRolePoliciesCommand({ RoleName })),
    ['NoSuchEntityException', 'NoSuchEntity'],
    undefined,
  );
  if (listed === undefined) return undefined;
  const statements: Statement[] = [];
  for (const PolicyName of listed.PolicyNames ?? []) {
    const { PolicyDocument = '{}' } = await clients.roles.send(
      new GetRolePolicyCommand({ RoleName, PolicyName }),
    );
    statements.push(
      ...parsePolicy(JSON.parse(decodeURIComponent(PolicyDocument)) as Parameters<typeof parsePolicy>[0]),
    );
  }
  const { AttachedPolicies = [] } = await clients.roles.send(
    new ListAttachedRolePoliciesCommand({ RoleName }),
  );
  // What somebody attached may allow anything: its text is not read, so nothing is said to be lost.
  if (AttachedPolicies.length > 0)
    statements.push({ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: {} });
  return statements;
}

/** Actions that the package's role may do, on the very resources it names, and the deployed one may not. */
function lostActions(role: Role, actual: readonly Statement[]): string[] {
  const lost = new Set<string>();
  for (const { effect, actions = [], resources = [], conditions } of role.statements) {
    if (effect !== 'Allow') continue;
    const context = { ...standardContext(role.arn), ...meeting(conditions) };
    for (const pattern of actions)
      for (const resource of resources) {
        const call = { action: sample(pattern), resource: sample(resource), context };
        // A condition that no sample meets, or a Deny of the package itself.
        if (evaluate(role.statements, call).allowed && !evaluate(actual, call).allowed) lost.add(pattern);
      }
  }
  return [...lost];
}

/** Something that a pattern matches. */
const sample = (pattern: string): string => pattern.replaceAll('*', 'x').replaceAll('?', 'x');

/** Values of condition keys that meet the conditions. */
const meeting = (conditions: Statement['conditions']): ConditionContext =>
  Object.fromEntries(
    Object.entries(conditions)
      .filter(([operator]) => !/Not|Null/.test(operator))
      .flatMap(([, keys]) => Object.entries(keys).map(([key, [value = '']]) => [key, sample(value)])),
  );
