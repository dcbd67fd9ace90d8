import { AwsError } from '../../ground/index.ts';
import type { ConditionContext } from './condition.ts';
import { evaluateConditions } from './condition.ts';
import type { Statement } from './statement.ts';
import { matchesAction, matchesWildcard } from './wildcard.ts';

export interface Call {
  action: string;
  /** ARN, or `*` for an action that has no resource. */
  resource: string;
  context: ConditionContext;
}

export interface Decision {
  allowed: boolean;
  /** The Allow statements that let the call through, or the Deny that stops it. */
  decidedBy: Statement[];
  /** A condition key that an otherwise matching Allow asks for and the call does not carry. */
  missingKey?: string;
}

/**
 * Decides a call by identity-based policies: an explicit Deny wins, else an Allow is needed (IAM user
 * guide, policy evaluation logic). Throws an AwsError NotImplemented where a matching Deny depends on a condition key
 * that the local cloud has no value for: either answer could be wrong.
 */
export function evaluate(statements: readonly Statement[], call: Call): Decision {
  const allows: Statement[] = [];
  const denies: Statement[] = [];
  let missing: string | undefined;
  for (const statement of statements) {
    if (!matches(statement, call)) continue;
    const result = evaluateConditions(statement.conditions, call.context);
    if ('holds' in result) {
      if (result.holds) (statement.effect === 'Deny' ? denies : allows).push(statement);
    } else if (statement.effect === 'Deny') {
      throw new AwsError(
        'NotImplemented',
        `A Deny statement for ${call.action} depends on the condition key ${result.missingKey}, which the local cloud has no value for.`,
        501,
      );
    } else missing ??= result.missingKey;
  }
  const allowed = denies.length === 0 && allows.length > 0;
  const decision: Decision = { allowed, decidedBy: denies.length > 0 ? denies : allows };
  if (!allowed && denies.length === 0 && missing !== undefined) decision.missingKey = missing;
  return decision;
}

function matches(statement: Statement, { action, resource }: Call): boolean {
  const { actions, notActions, resources, notResources } = statement;
  const actionMatches = actions
    ? actions.some((pattern) => matchesAction(pattern, action))
    : !(notActions ?? []).some((pattern) => matchesAction(pattern, action));
  const resourceMatches = resources
    ? resources.some((pattern) => matchesWildcard(pattern, resource))
    : !(notResources ?? []).some((pattern) => matchesWildcard(pattern, resource));
  return actionMatches && resourceMatches;
}
