import { unsupported } from '../template-error.ts';
import type { Statement } from './statement.ts';
import { matchesArn, matchesWildcard } from './wildcard.ts';

/** The condition keys of a call and their values, for example `iam:PassedToService`. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

export type ConditionResult = { holds: boolean } | { missingKey: string };

type Comparison = (policyValue: string, value: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (policyValue, value) => policyValue === value,
  StringEqualsIgnoreCase: (policyValue, value) => policyValue.toLowerCase() === value.toLowerCase(),
  StringLike: matchesWildcard,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (policyValue, value) => policyValue.toLowerCase() === value.toLowerCase(),
  NumericEquals: (policyValue, value) => Number(value) === Number(policyValue),
  NumericLessThan: (policyValue, value) => Number(value) < Number(policyValue),
  NumericLessThanEquals: (policyValue, value) => Number(value) <= Number(policyValue),
  NumericGreaterThan: (policyValue, value) => Number(value) > Number(policyValue),
  NumericGreaterThanEquals: (policyValue, value) => Number(value) >= Number(policyValue),
};

/** A negated operator holds where none of the policy's values compares. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

const OPERATOR = /^(?:(?<set>ForAnyValue|ForAllValues):)?(?<name>[A-Za-z]+?)(?<ifExists>IfExists)?$/;

interface Operator {
  compare: Comparison;
  negated: boolean;
  set: string | undefined;
  ifExists: boolean;
}

/**
 * Evaluates a statement's conditions: all operators and all keys must hold, any of a key's values suffices
 * (IAM user guide, condition operators). A key the local cloud has no value for is reported by name, unless
 * the operator itself says what its absence means (`Null`, `...IfExists`, `ForAllValues:`).
 */
export function evaluateConditions(
  conditions: Statement['conditions'],
  context: ConditionContext,
): ConditionResult {
  let missingKey: string | undefined;
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [key, policyValues] of Object.entries(keys)) {
      const result = evaluateKey(operator, policyValues, valuesOf(context, key));
      if (result === false) return { holds: false };
      if (result === undefined) missingKey ??= key;
    }
  }
  return missingKey === undefined ? { holds: true } : { missingKey };
}

function evaluateKey(
  written: string,
  policyValues: readonly string[],
  values: readonly string[] | undefined,
): boolean | undefined {
  if (written === 'Null') return policyValues.some((value) => (value === 'true') === (values === undefined));
  const { compare, negated, set, ifExists } = parseOperator(written);
  if (values === undefined) return ifExists || set === 'ForAllValues' ? true : undefined;
  const holdsFor = (value: string): boolean =>
    negated !== policyValues.some((policyValue) => compare(policyValue, value));
  return set === 'ForAllValues' || (negated && set === undefined)
    ? values.every(holdsFor)
    : values.some(holdsFor);
}

/** Throws a TemplateError for an operator that is not evaluated here. */
export function checkOperator(written: string): void {
  if (written !== 'Null') parseOperator(written);
}

function parseOperator(written: string): Operator {
  const groups = OPERATOR.exec(written)?.groups;
  const name = groups?.name ?? '';
  const compare = COMPARISONS[NEGATED[name] ?? name];
  if (!compare)
    throw unsupported(`the condition operator ${written} is not supported locally`, written, [
      'Null',
      ...Object.keys(COMPARISONS),
      ...Object.keys(NEGATED),
    ]);
  return {
    compare,
    negated: name in NEGATED,
    set: groups?.set,
    ifExists: groups?.ifExists !== undefined,
  };
}

/** Condition keys are compared without regard to case. */
function valuesOf(context: ConditionContext, key: string): readonly string[] | undefined {
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  const value = name === undefined ? undefined : context[name];
  return value === undefined ? undefined : typeof value === 'string' ? [value] : value;
}
