import type { Row } from './rows-of.ts';

/** Reads an attribute's value by its type (API reference, AttributeValue). Binary values and sets stay as they are. */
const READ: Readonly<Record<string, (value: never) => unknown>> = {
  S: (text: string) => text,
  N: (digits: string) => Number(digits),
  BOOL: (value: boolean) => value,
  NULL: () => null,
  L: (values: unknown[]) => values.map(plainValue),
  M: (members: Row) => plainRow(members),
};

function plainValue(attribute: unknown): unknown {
  const [[type, value] = ['', undefined]] = Object.entries(attribute as Row);
  return (READ[type] as ((value: unknown) => unknown) | undefined)?.(value) ?? value;
}

/** A row as JavaScript values. */
export const plainRow = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, attribute]) => [name, plainValue(attribute)]));
