/** A value at a leaf of an event. */
export type Leaf = string | number | boolean | null;

/** What one item of a pattern's array asks of a leaf; `absent` asks that the field is not there at all. */
export type Test = ((leaf: Leaf) => boolean) | 'absent';

/** Turns an operator's argument into its test. @throws Error with what is wrong with the argument */
export type Operator = (argument: unknown) => Test;

export const onText =
  (test: (leaf: string) => boolean): Test =>
  (leaf) =>
    typeof leaf === 'string' && test(leaf);

/** The argument, which must be a text. @throws Error in the service's words */
export function text(operator: string, argument: unknown): string {
  if (typeof argument !== 'string') throw new Error(`${operator} match pattern must be a string`);
  return argument;
}

export const fold = (value: string): string => value.toLowerCase();
export const startsWith = (leaf: string, prefix: string): boolean => leaf.startsWith(prefix);
export const endsWith = (leaf: string, suffix: string): boolean => leaf.endsWith(suffix);

/** The one member of an operator's object. @throws Error where there is none, or another */
export function onlyEntry(expression: Record<string, unknown>): [string, unknown] {
  const [entry, ...others] = Object.entries(expression);
  if (!entry) throw new Error('Match expression name not found');
  if (others.length > 0) throw new Error('Only one key allowed in match expression');
  return entry;
}
