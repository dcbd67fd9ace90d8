import { callDynalite } from './call-dynalite.ts';
import type { Tables } from './tables.ts';

/** A row in DynamoDB's JSON. */
export type Row = Record<string, unknown>;

/** Every row of a table, or every entry of one of its indexes, read whole before the first is looked at. */
export async function rowsOf(
  tables: Tables,
  scan: { TableName: string; IndexName?: string },
): Promise<Row[]> {
  const rows: Row[] = [];
  let start: unknown;
  do {
    const { code, body } = await callDynalite(tables, 'Scan', {
      ...scan,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    if (code !== undefined) throw new Error(`table ${scan.TableName} could not be read: ${code}`);
    rows.push(...(body.Items as Row[]));
    start = body.LastEvaluatedKey;
  } while (start !== undefined);
  return rows;
}
