import {
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import type { ConditionContext, Role, Statement } from '../../../local/cloudformation/index.ts';
import { evaluate, parsePolicy, standardContext } from '../../../local/cloudformation/index.ts';
import type { Check, Finding, Patient } from '../finding.ts';
import { deployOrCall, ofEach, propertiesOf, unless } from '../finding.ts';

export const roles: Check = {
  name: 'roles',
  finds:
    'roles that are gone, and actions that a role needs and may not do any more, by the evaluator of the local IAM',
  look: (patient) =>
    ofEach(patient.stack.roles, async (role): Promise<Finding[]> => {
      const actual = await statementsOf(patient, role.name);
      if (actual === undefined) {
        const next = deployOrCall(patient.stage.stage, roleOf(patient, role), ...policiesOf(patient, role));
        return [{ what: `the role ${role.name} is gone`, next: `${next}${thenAnew(patient, role)}` }];
      }
      const lost = lostActions(role, actual);
      if (lost.length === 0) return [];
      const what = `the role ${role.name} may no longer do ${lost.join(', ')}`;
      return [{ what, next: deployOrCall(patient.stage.stage, ...policiesOf(patient, role)) }];
    }),
};

/** A role of the same name is another one to the grant by which Lambda reads a function's environment for it. */
function thenAnew({ stage: { stage }, stack }: Patient, { arn }: Role): string {
  const names = stack.functions.filter(({ roleArn }) => roleArn === arn).map(({ name }) => name);
  return stage === 'local' || names.length === 0
    ? ''
    : `; then give it to ${names.join(', ')} anew: docs/doctor.md says how`;
}

/** The call that makes a role again, as yet without its policies. */
function roleOf(patient: Patient, { name: RoleName, logicalId }: Role): [string, object] {
  const { AssumeRolePolicyDocument, Path, PermissionsBoundary } = propertiesOf(patient, logicalId);
  const trust = JSON.stringify(AssumeRolePolicyDocument);
  return ['iam create-role', { RoleName, Path, PermissionsBoundary, AssumeRolePolicyDocument: trust }];
}

/** The calls that give a role the policies of the template. */
const policiesOf = (patient: Patient, { name: RoleName, logicalId }: Role): [string, object][] =>
  ((propertiesOf(patient, logicalId).Policies ?? []) as { PolicyName: string; PolicyDocument: object }[]).map(
    ({ PolicyName, PolicyDocument }) => [
      'iam put-role-policy',
      { RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) },
    ],
  );

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
    const context = {
      ...somethingFor([...role.statements, ...actual]),
      ...standardContext(role.arn),
      ...meeting(conditions),
    };
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

/** A value of each condition key, so that a Deny that hangs on one does not meet a call that says nothing of it, as on AWS. */
const somethingFor = (statements: readonly Statement[]): ConditionContext =>
  Object.fromEntries(
    statements
      .flatMap(({ conditions }) => Object.values(conditions))
      .flatMap((keys) => Object.keys(keys).map((key) => [key, 'something'])),
  );

/** Values of condition keys that meet the conditions. */
const meeting = (conditions: Statement['conditions']): ConditionContext =>
  Object.fromEntries(
    Object.entries(conditions)
      .filter(([operator]) => !/Not|Null/.test(operator))
      .flatMap(([, keys]) => Object.entries(keys).map(([key, [value = '']]) => [key, sample(value)])),
  );
