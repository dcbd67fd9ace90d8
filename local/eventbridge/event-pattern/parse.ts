import { AwsError, isJsonObject } from '../../ground/index.ts';
import { OPERATORS, parseTest } from './operators.ts';
import type { Test } from './operators.ts';

/** A compiled event pattern: every field and every group of alternatives (`$or`) must match. */
export interface EventPattern {
  fields: readonly PatternField[];
  alternatives: readonly (readonly EventPattern[])[];
}

export interface PatternField {
  name: string;
  /** Where the field stands, from the event's root. */
  path: readonly string[];
  /** Of an object: what is asked inside. Of an array: the tests, of which one must succeed. */
  inner: EventPattern | readonly Test[];
}

/** The default quota of an account (EventBridge quotas, "Event pattern size"), in characters of JSON. */
const LONGEST_PATTERN = 2048;

/** Names that AWS keeps for itself inside `$or`, so that a misplaced operator is not taken for a field. */
const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  ...Object.keys(OPERATORS),
  ...['exactly', '=', '<', '<=', '>', '>=', 'regex'],
]);

/**
 * Compiles an event pattern (an object, or its JSON text) and refuses what EventBridge refuses when a rule is
 * made: unknown operators, empty arrays and objects, leaves that are no arrays.
 * @throws AwsError InvalidEventPatternException naming the place and the rule that is broken
 */
export function parsePattern(pattern: unknown): EventPattern {
  const json = typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid([], 'it is not JSON');
  }
  if (!isJsonObject(value)) throw invalid([], 'Filter is not an object');
  if (JSON.stringify(value).length > LONGEST_PATTERN)
    throw invalid([], `it is longer than ${LONGEST_PATTERN} characters`);
  return parseObject(value, [], false);
}

function parseObject(object: Record<string, unknown>, path: readonly string[], inOr: boolean): EventPattern {
  const entries = Object.entries(object);
  if (entries.length === 0) throw invalid(path, 'Empty objects are not allowed');
  return {
    fields: entries
      .filter(([name]) => name !== '$or')
      .map(([name, value]) => {
        const at = [...path, name];
        if (inOr && RESERVED_IN_OR.has(name))
          throw invalid(at, `${name} is a reserved name which cannot be used inside $or`);
        return { name, path: at, inner: parseField(value, at, inOr) };
      }),
    alternatives: entries
      .filter(([name]) => name === '$or')
      .map(([, value]) => parseAlternatives(value, path)),
  };
}

function parseField(value: unknown, path: readonly string[], inOr: boolean): PatternField['inner'] {
  if (isJsonObject(value)) return parseObject(value, path, inOr);
  if (!Array.isArray(value)) throw invalid(path, `"${path.at(-1) ?? ''}" must be an object or an array`);
  if (value.length === 0) throw invalid(path, 'Empty arrays are not allowed');
  return value.map((item: unknown) => {
    try {
      return parseTest(item);
    } catch (error) {
      throw invalid(path, (error as Error).message);
    }
  });
}

function parseAlternatives(value: unknown, path: readonly string[]): EventPattern[] {
  const at = [...path, '$or'];
  if (!Array.isArray(value)) throw invalid(at, 'It must be an Array followed with $or.');
  if (value.length < 2) throw invalid(at, 'There must have at least 2 Objects in $or relationship.');
  return value.map((item: unknown) => {
    if (!isJsonObject(item)) throw invalid(at, 'Only JSON object is allowed in array of $or relationship.');
    return parseObject(item, path, true);
  });
}

const invalid = (path: readonly string[], reason: string): AwsError =>
  new AwsError(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${reason}${path.length > 0 ? ` (at ${path.join('.')})` : ''}.`,
  );
