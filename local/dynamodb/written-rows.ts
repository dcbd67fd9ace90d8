import type { Row } from './rows-of.ts';

/** A row that a request writes: its whole item, or its key alone. */
export interface WrittenRow {
  tableName: string;
  row: Row;
}

/** How a request names the rows it writes (API reference, by operation). */
const WRITTEN: Readonly<Record<string, (input: Row) => { tableName: unknown; row: unknown }[]>> = {
  PutItem: ({ TableName, Item }) => [{ tableName: TableName, row: Item }],
  UpdateItem: ({ TableName, Key }) => [{ tableName: TableName, row: Key }],
  DeleteItem: ({ TableName, Key }) => [{ tableName: TableName, row: Key }],
  BatchWriteItem: ({ RequestItems }) =>
    Object.entries(RequestItems as Record<string, Partial<Record<string, Row>>[]>).flatMap(
      ([tableName, requests]) =>
        requests.map(({ PutRequest, DeleteRequest }) => ({
          tableName,
          row: PutRequest?.Item ?? DeleteRequest?.Key,
        })),
    ),
};

/** The rows that a request writes where it succeeds; none where it only reads, or is of wrong form. */
export function writtenRows(operation: string, input: Row): WrittenRow[] {
  try {
    const named = WRITTEN[operation]?.(input) ?? [];
    return named.filter((written): written is WrittenRow => typeof written.row === 'object');
  } catch {
    // DynamoDB itself says what is wrong with the request.
    return [];
  }
}
