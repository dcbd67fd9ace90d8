import { callDynalite } from './dynalite/call-dynalite.ts';
import { LibraryFailure } from './dynalite/tables-in-thread.ts';
import type { Tables } from './dynalite/tables.ts';

/** A row in DynamoDB's JSON. */
export type Row = Record<string, unknown>;

/** A table, or one of its indexes; with how many rows a call brings, where that is to be fewer than fit into its megabyte. */
export interface RowsScan {
  TableName: string;
  IndexName?: string;
  Limit?: number;
}

/** Every row of a table, or every entry of one of its indexes, read whole before the first is looked at. */
export const rowsOf = (tables: Tables, scan: RowsScan): Promise<Row[]> =>
  Array.fromAsync(pagesOf(tables, scan)).then((pages) => pages.flat());

/** The same page by page. A failure of the library that others have brought about is over when it is asked again. */
export async function* pagesOf(tables: Tables, scan: RowsScan): AsyncGenerator<Row[]> {
  let start: unknown;
  do {
    const input = { ...scan, ...(start !== undefined && { ExclusiveStartKey: start }) };
    const read = () => callDynalite(tables, 'Scan', input);
    const { code, body } = await read().catch((error: unknown) => {
      if (error instanceof LibraryFailure) return read();
      throw error;
    });
    if (code !== undefined) throw new Error(`table ${scan.TableName} could not be read: ${code}`);
    yield body.Items as Row[];
    start = body.LastEvaluatedKey;
  } while (start !== undefined);
}

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
