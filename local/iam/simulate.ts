import type { JsonObject } from '../ground/index.ts';
import { AwsError, isJsonObject, notImplemented } from '../ground/index.ts';
import type { ConditionContext, Role } from '../cloudformation/index.ts';
import { evaluate, standardContext } from '../cloudformation/index.ts';
import { objectListMember, textListMember } from '../http/index.ts';

/** What the evaluator of this cloud has nothing for: other policies than the role's own. */
const OTHER_POLICIES = [
  'PolicyInputList',
  'PermissionsBoundaryPolicyInputList',
  'ResourcePolicy',
  'ResourceOwner',
  'CallerArn',
  'ResourceHandlingOption',
];

/** SimulatePrincipalPolicy: what a role's own policies say to each action on each resource, by the evaluator that calls meet. */
export function simulate(role: Role, input: JsonObject): JsonObject {
  const other = OTHER_POLICIES.find((member) => input[member] !== undefined);
  if (other !== undefined) throw notImplemented(`${other} of SimulatePrincipalPolicy`);
  const actions = textListMember(input, 'ActionNames') ?? [];
  const resources = textListMember(input, 'ResourceArns') ?? ['*'];
  if (actions.length === 0) throw new AwsError('InvalidInput', 'ActionNames must name at least one action.');
  const malformed = actions.find((action) => !/^[\w-]+:\w+$/.test(action));
  if (malformed !== undefined) throw new AwsError('InvalidInput', `Invalid action: ${malformed}.`);
  const context = { ...standardContext(role.arn), ...contextOf(input) };
  return {
    IsTruncated: false,
    EvaluationResults: actions.flatMap((action) =>
      resources.map((resource) => resultOf(role, { action, resource, context })),
    ),
  };
}

function resultOf(
  role: Role,
  call: { action: string; resource: string; context: ConditionContext },
): JsonObject {
  const { allowed, decidedBy, missingKey } = evaluate(role.statements, call);
  return {
    EvalActionName: call.action,
    EvalResourceName: call.resource,
    EvalDecision: allowed ? 'allowed' : decidedBy.length > 0 ? 'explicitDeny' : 'implicitDeny',
    MatchedStatements: decidedBy.map(({ sid }) => ({
      SourcePolicyId: sid ?? role.name,
      SourcePolicyType: 'IAM Policy',
    })),
    MissingContextValues: missingKey === undefined ? [] : [missingKey],
  };
}

const contextOf = (input: JsonObject): ConditionContext =>
  Object.fromEntries(
    (objectListMember(input, 'ContextEntries') ?? []).filter(isJsonObject).map((entry) => {
      const values = textListMember(entry, 'ContextKeyValues') ?? [];
      return [String(entry.ContextKeyName), values];
    }),
  );
