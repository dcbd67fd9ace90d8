import type { ListShape, NumberShape, OperationName, StructureShape, TextShape } from './model.ts';
import { OPERATIONS, shapeOf } from './model.ts';

/** One constraint that a request breaks. */
export interface Violation {
  /** The member's path as the service writes it: `inputDataConfig.s3Uri`, `tags.1.member.key`. */
  path: string;
  /** `type`: the JSON value is of another type (the service answers SerializationException). */
  kind: 'type' | 'required' | 'length' | 'pattern' | 'enum' | 'range' | 'union' | 'member';
  /** In the service's words, as they stand in its error message. */
  message: string;
}

/**
 * Checks a request against every constraint of the model: types, required members, lengths (in
 * characters), patterns (anchored), enums, ranges, list sizes, unions, nested structures and lists.
 * Unknown members are ignored and `null` counts as absent, as the service does.
 * @param input the request; a timestamp is epoch seconds or a Date
 * @returns the violations, in the model's order; empty when HealthLake would accept the form
 */
export function validateRequest(operation: OperationName, input: unknown): Violation[] {
  const violations: Violation[] = [];
  check(OPERATIONS[operation].input, input, '', violations);
  return violations;
}

/** The message of the ValidationException that names all violations. */
export function validationMessage(violations: readonly Violation[]): string {
  const errors = violations.length === 1 ? 'error' : 'errors';
  return `${violations.length} validation ${errors} detected: ${violations.map(({ message }) => message).join('; ')}`;
}

function check(shapeName: string, value: unknown, path: string, violations: Violation[]): void {
  const shape = shapeOf(shapeName);
  const mismatch = typeMismatch(shape.type, value);
  if (mismatch) violations.push({ path, kind: 'type', message: mismatch });
  else if (shape.type === 'structure')
    checkStructure(shape, value as Record<string, unknown>, path, violations);
  else if (shape.type === 'list') checkList(shape, value as unknown[], path, violations);
  else if (shape.type === 'string') violations.push(...textViolations(shape, value as string, path));
  else if ('min' in shape) violations.push(...numberViolations(shape, value as number, path));
}

function checkStructure(
  shape: StructureShape,
  value: Record<string, unknown>,
  path: string,
  violations: Violation[],
): void {
  const set = Object.keys(shape.members).filter((name) => isPresent(value, name));
  if (shape.union && set.length !== 1) {
    const names = Object.keys(shape.members).map(lowerCamel).join(', ');
    violations.push(violation('union', value, path, `Member must have exactly one of [${names}] set`));
  }
  for (const [name, member] of Object.entries(shape.members)) {
    const memberPath = path === '' ? lowerCamel(name) : `${path}.${lowerCamel(name)}`;
    if (set.includes(name)) check(member, value[name], memberPath, violations);
    else if (shape.required.includes(name))
      violations.push(violation('required', null, memberPath, 'Member must not be null'));
  }
}

function checkList(shape: ListShape, value: unknown[], path: string, violations: Violation[]): void {
  violations.push(...lengthViolations(shape, value.length, value, path));
  const member = shapeOf(shape.member);
  if (member.type !== 'string') {
    value.forEach((item, index) => {
      check(shape.member, item, `${path}.${index + 1}.member`, violations);
    });
    return;
  }
  const wrongType = value.map((item) => typeMismatch('string', item)).find((mismatch) => mismatch);
  if (wrongType) violations.push({ path, kind: 'type', message: wrongType });
  // For a list of plain texts the service names the list, and all that its members must satisfy.
  else if (value.some((item) => textViolations(member, item as string, path).length > 0))
    violations.push(violation('member', value, path, `Member must satisfy constraint: [${rulesOf(member)}]`));
}

function textViolations(shape: TextShape, value: string, path: string): Violation[] {
  const found: Violation[] = [];
  if (shape.pattern !== undefined && !wholePattern(shape.pattern).test(value))
    found.push(violation('pattern', value, path, patternRule(shape.pattern)));
  found.push(...lengthViolations(shape, characters(value), value, path));
  if (shape.enum && !shape.enum.includes(value))
    found.push(
      violation('enum', value, path, `Member must satisfy enum value set: [${shape.enum.join(', ')}]`),
    );
  return found;
}

/** Unicode code points, as Smithy counts. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function lengthViolations(
  shape: TextShape | ListShape,
  length: number,
  value: unknown,
  path: string,
): Violation[] {
  const rule =
    shape.min !== undefined && length < shape.min
      ? minLengthRule(shape.min)
      : shape.max !== undefined && length > shape.max && maxLengthRule(shape.max);
  return rule ? [violation('length', value, path, rule)] : [];
}

function numberViolations(shape: NumberShape, value: number, path: string): Violation[] {
  if (shape.min !== undefined && value < shape.min)
    return [violation('range', value, path, `Member must have value greater than or equal to ${shape.min}`)];
  if (shape.max !== undefined && value > shape.max)
    return [violation('range', value, path, `Member must have value less than or equal to ${shape.max}`)];
  return [];
}

const patternRule = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`;
const minLengthRule = (min: number): string => `Member must have length greater than or equal to ${min}`;
const maxLengthRule = (max: number): string => `Member must have length less than or equal to ${max}`;

const rulesOf = (shape: TextShape): string =>
  [
    ...(shape.max === undefined ? [] : [maxLengthRule(shape.max)]),
    ...(shape.min === undefined ? [] : [minLengthRule(shape.min)]),
    ...(shape.pattern === undefined ? [] : [patternRule(shape.pattern)]),
  ].join(', ');

function violation(kind: Violation['kind'], value: unknown, path: string, rule: string): Violation {
  const shown = value === null ? 'null' : `'${printed(value)}'`;
  return { path, kind, message: `Value ${shown} at '${path}' failed to satisfy constraint: ${rule}` };
}

function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A pattern of the model as the service applies it: to the whole text, with Unicode classes. */
function wholePattern(pattern: string): RegExp {
  let compiled = compiledPatterns.get(pattern);
  if (!compiled) {
    compiled = new RegExp(`^(?:${pattern})$`, 'u');
    compiledPatterns.set(pattern, compiled);
  }
  return compiled;
}
const compiledPatterns = new Map<string, RegExp>();

/** How the service words a JSON value of the wrong type; undefined when the type is right. */
function typeMismatch(type: string, value: unknown): string | undefined {
  switch (type) {
    case 'structure':
      return isObject(value) ? undefined : 'Expected a structure or a map';
    case 'list':
      return Array.isArray(value) ? undefined : 'Expected list or null';
    case 'timestamp':
      return isTime(value) ? undefined : cannotBecome(value, 'Timestamp');
    case 'integer':
    case 'long':
      return Number.isSafeInteger(value)
        ? undefined
        : cannotBecome(value, type === 'long' ? 'Long' : 'Integer');
    case 'double':
      return isFinite(value) ? undefined : cannotBecome(value, 'Double');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : cannotBecome(value, 'Boolean');
    default:
      return typeof value === 'string' ? undefined : cannotBecome(value, 'String');
  }
}

function cannotBecome(value: unknown, target: string): string {
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (typeof value === 'object') return 'Start of structure or map found where not expected.';
  const token =
    typeof value === 'boolean'
      ? `${String(value).toUpperCase()}_VALUE`
      : `${typeof value === 'number' ? 'NUMBER' : 'STRING'}_VALUE`;
  return `${token} can not be converted to ${target}`;
}

/** The furthest that a Date reaches, seconds from 1970 (ECMAScript, "Time Values and Time Range"). */
const FURTHEST_SECONDS = 8.64e12;

const isTime = (value: unknown): boolean =>
  value instanceof Date
    ? !Number.isNaN(value.getTime())
    : isFinite(value) && Math.abs(value as number) <= FURTHEST_SECONDS;

const isFinite = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const isPresent = (value: Record<string, unknown>, name: string): boolean =>
  Object.hasOwn(value, name) && value[name] !== undefined && value[name] !== null;

/** `DatastoreId` -> `datastoreId`, `ResourceARN` -> `resourceARN`. */
const lowerCamel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
