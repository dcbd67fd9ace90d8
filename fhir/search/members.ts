/** A member of a value that may be no object: only own members count. */
export const memberIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** A member's values, be it a list or not. */
export function valuesIn(value: unknown, name: string): readonly unknown[] {
  const found = memberIn(value, name);
  if (found === undefined || found === null) return [];
  return Array.isArray(found) ? found.filter((each) => each !== null && each !== undefined) : [found];
}

/** A member that is a text; '' for anything else. */
export function textIn(value: unknown, name: string): string {
  const found = memberIn(value, name);
  return typeof found === 'string' ? found : '';
}

export function numberIn(value: unknown, name: string): number | undefined {
  const found = memberIn(value, name);
  return typeof found === 'number' ? found : undefined;
}
