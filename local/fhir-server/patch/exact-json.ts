/** The members that V8 has and TypeScript does not know yet (ECMAScript proposal "JSON.parse source text access"). */
interface JsonWithSource {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
}

const json = JSON as unknown as JsonWithSource;

/**
 * JSON as values, in which a number that JavaScript would write otherwise (1.10, 1e2) keeps its digits: FHIR's decimals have their
 * precision (R4, "decimal"). `JSON.stringify` writes it as it was.
 * @throws SyntaxError, or RangeError where it is nested too deeply
 */
export const exactJson = (text: string): unknown =>
  json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? json.rawJSON(source)
      : value,
  );

/** A number's value, be it exact or plain; anything else as it is. */
export const plainNumber = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null && 'rawJSON' in value
    ? Number(value.rawJSON)
    : value;

export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof plainNumber(value) === 'object' && value !== null && !Array.isArray(value);

/** Sets an own member, be it one whose name means something else to JavaScript (`__proto__`). */
export function setMember(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Whether two values are the same to JSON Patch: numbers by their value, members in any order (RFC 6902 chapter 4.6). */
export function isEqual(one: unknown, other: unknown): boolean {
  const [left, right] = [plainNumber(one), plainNumber(other)];
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && isEqual(left[name], right[name]))
    );
  }
  return left === right;
}

/** A copy that shares nothing. */
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isJsonObject(value)) return value;
  const copy = {};
  for (const [name, member] of Object.entries(value)) setMember(copy, name, copied(member));
  return copy;
}
