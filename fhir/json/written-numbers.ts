/** Finds a number as it is written, by the object that holds it and its member; undefined where it is none of the line. */
export type WrittenNumber = (holder: object, member: string) => string | undefined;

/** The third argument of a reviver (ECMAScript, "JSON.parse source text access"). */
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

class Written {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

/**
 * The numbers of a line as they are written: 1.10 is not 1.1. The text is read again when the first is asked for.
 * @param text valid JSON
 * @param parsed what JSON.parse made of it
 */
export function writtenNumbers(text: string, parsed: unknown): WrittenNumber {
  let found: ReadonlyMap<object, ReadonlyMap<string, string>> | undefined;
  return (holder, member) => (found ??= numbersIn(text, parsed)).get(holder)?.get(member);
}

function numbersIn(text: string, parsed: unknown): Map<object, Map<string, string>> {
  const written = parseWithSource(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? new Written(source) : value,
  );
  const numbers = new Map<object, Map<string, string>>();
  // Both have the same form; not by recursion, for JSON may be nested deeper than the stack.
  const pending: [holder: unknown, written: unknown][] = [[parsed, written]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [holder, other] = next;
    if (typeof holder !== 'object' || holder === null || typeof other !== 'object' || other === null)
      continue;
    for (const [member, value] of Object.entries(other))
      if (value instanceof Written)
        numbers.set(holder, (numbers.get(holder) ?? new Map<string, string>()).set(member, value.digits));
      else pending.push([(holder as Record<string, unknown>)[member], value]);
  }
  return numbers;
}
