import { AwsError, isJsonObject } from '../ground/index.ts';
import { isTooComplex } from './complexity.ts';
import { OPERATORS, parseTest } from './operators.ts';
import type { Test } from './test-of-leaf.ts';

/** A compiled event pattern: one branch for each combination of its alternatives (`$or`); one must match. */
export interface EventPattern {
  branches: readonly (readonly PatternField[])[];
}

/** What is asked of one field; those of a branch stand in the order of their paths. */
export interface PatternField {
  /** The names from the event's root, joined with dots. */
  path: string;
  /** One must succeed. */
  tests: readonly Test[];
  /** The wildcards among the tests. */
  wildcards: readonly string[];
  /** What the pattern has here, as JSON. */
  source: string;
}

type Branch = ReadonlyMap<string, PatternField>;

/** The default quota of an account (EventBridge quotas, "Event pattern size"), in characters of JSON. */
const LONGEST_PATTERN = 2048;

/** `$or` makes so many rules of one; more are refused (assumed: the number is not published). */
const MOST_BRANCHES = 1000;

/** Names that AWS keeps for itself inside `$or`, so that a misplaced operator is not taken for a field. */
const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  ...Object.keys(OPERATORS),
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/**
 * Compiles an event pattern (an object, or its JSON text) and refuses what EventBridge refuses when a rule is
 * made: unknown operators, empty arrays and objects, leaves that are no arrays.
 * @param longest in characters of JSON
 * @throws AwsError InvalidEventPatternException naming the place and the rule that is broken
 */
export function parsePattern(pattern: unknown, longest = LONGEST_PATTERN): EventPattern {
  const json = typeof pattern === 'string' ? pattern : JSON.stringify(pattern);
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw invalid([], 'it is not JSON');
  }
  if (!isJsonObject(value)) throw invalid([], 'Filter is not an object');
  if (JSON.stringify(value).length > longest) throw invalid([], `it is longer than ${longest} characters`);
  const branches = parseObject(value, [], false, [new Map()]).map(sorted);
  if (branches.length > MOST_BRANCHES) throw invalid([], TOO_MANY);
  if (wildcardMachines(branches).some(isTooComplex)) throw invalid([], TOO_COMPLEX);
  return { branches };
}

const TOO_MANY = `Rule is too complex - $or makes more than ${MOST_BRANCHES} combinations`;
const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

/** In the order of their paths, by UTF-16 units, as aws/event-ruler goes through them. */
const sorted = (branch: Branch): PatternField[] =>
  [...branch.values()].sort((one, other) => (one.path < other.path ? -1 : 1));

/** Adds what an object asks to each branch; of two for one path the later one counts. */
function parseObject(
  object: Record<string, unknown>,
  path: readonly string[],
  inOr: boolean,
  branches: readonly Branch[],
): readonly Branch[] {
  const entries = Object.entries(object);
  if (entries.length === 0) throw invalid(path, 'Empty objects are not allowed');
  return entries.reduce((before, [name, value]) => {
    if (name === '$or') return parseAlternatives(value, path, before);
    const at = [...path, name];
    if (inOr && RESERVED_IN_OR.has(name))
      throw invalid(at, `${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    if (isJsonObject(value)) return parseObject(value, at, inOr, before);
    const field = parseField(value, at);
    return before.map((branch) => new Map([...branch, [field.path, field]]));
  }, branches);
}

function parseField(value: unknown, path: readonly string[]): PatternField {
  if (!Array.isArray(value)) throw invalid(path, `"${path.at(-1) ?? ''}" must be an object or an array`);
  if (value.length === 0) throw invalid(path, 'Empty arrays are not allowed');
  const items: unknown[] = value;
  try {
    return {
      path: path.join('.'),
      tests: items.map(parseTest),
      wildcards: items.flatMap(wildcardsOf),
      source: JSON.stringify(items),
    };
  } catch (error) {
    throw invalid(path, (error as Error).message);
  }
}

/** The wildcards of one item, those to be excluded too. */
function wildcardsOf(item: unknown): string[] {
  if (!isJsonObject(item)) return [];
  const excluded = isJsonObject(item['anything-but']) ? item['anything-but'].wildcard : undefined;
  return [item.wildcard ?? excluded ?? []].flat().filter((text) => typeof text === 'string');
}

function parseAlternatives(
  value: unknown,
  path: readonly string[],
  branches: readonly Branch[],
): readonly Branch[] {
  const at = [...path, '$or'];
  if (!Array.isArray(value)) throw invalid(at, 'It must be an Array followed with $or.');
  if (value.length < 2) throw invalid(at, 'There must have at least 2 Objects in $or relationship.');
  if (value.length * branches.length > MOST_BRANCHES) throw invalid(at, TOO_MANY);
  return value.flatMap((item: unknown) => {
    if (!isJsonObject(item)) throw invalid(at, 'Only JSON object is allowed in array of $or relationship.');
    return parseObject(item, path, true, branches);
  });
}

/**
 * The wildcards that one machine of aws/event-ruler would hold: those of one field, of all branches that ask
 * the same before it.
 */
function wildcardMachines(branches: readonly (readonly PatternField[])[]): string[][] {
  const machines = new Map<string, string[]>();
  for (const branch of branches)
    branch.forEach(({ path, wildcards }, index) => {
      if (wildcards.length === 0) return;
      const before = branch.slice(0, index).map((field) => [field.path, field.source]);
      const key = JSON.stringify([before, path]);
      machines.set(key, [...(machines.get(key) ?? []), ...wildcards]);
    });
  return [...machines.values()];
}

const invalid = (path: readonly string[], reason: string): AwsError =>
  new AwsError(
    'InvalidEventPatternException',
    `Event pattern is not valid. Reason: ${reason}${path.length > 0 ? ` (at ${path.join('.')})` : ''}`,
  );
