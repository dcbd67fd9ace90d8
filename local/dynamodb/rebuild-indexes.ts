import { isDeepStrictEqual } from 'node:util';
import type { TableDeclaration } from './table.ts';
import { keyIn } from './table.ts';
import { callDynalite } from './dynalite/call-dynalite.ts';
import type { Row } from './rows-of.ts';
import { rowsOf } from './rows-of.ts';
import type { Tables } from './dynalite/tables.ts';

/**
 * dynalite writes a row's index entries and then the row itself. A kill in between leaves a row that its index
 * does not show, or an entry whose row was never written; DynamoDB leaves neither. So after a kill each write
 * that reached an index is finished (its caller had no answer: done is as right as not done), and then every
 * row is put once more, which makes its entries again. Killed here, it begins anew. All rows are read before any is
 * written: a page of an index ends at an entry that a write may take away.
 */
export async function rebuildIndexes(tables: Tables, table: TableDeclaration): Promise<void> {
  const { TableName } = table;
  const put = (Item: Row) => callDynalite(tables, 'PutItem', { TableName, Item });

  for (const { IndexName, Projection } of table.GlobalSecondaryIndexes ?? []) {
    // An entry of a narrower index is not its whole row.
    if (Projection.ProjectionType !== 'ALL') continue;
    for (const entry of await rowsOf(tables, { TableName, IndexName })) {
      const Key = keyIn(table, entry);
      const { body } = await callDynalite(tables, 'GetItem', { TableName, Key, ConsistentRead: true });
      if (!isDeepStrictEqual(body.Item, entry)) await put(entry);
    }
  }
  for (const row of await rowsOf(tables, { TableName })) await put(row);
}
