import type { TableDeclaration } from './table.ts';
import { callDynalite } from './dynalite/call-dynalite.ts';
import type { Row } from './rows-of.ts';
import { rowsOf } from './rows-of.ts';
import { untilActive } from './until-active.ts';
import type { Tables } from './dynalite/tables.ts';

/** A write that readers of an index may not see yet. */
interface Write {
  TableName: string;
  Key: Row;
  /** The row as the write left it; undefined where it removed it. */
  Item: unknown;
  /** Cloud time, epoch milliseconds. */
  writtenAt: number;
}

/**
 * The tables as readers of a lagging index see them: copies, in memory, to which each write comes later. So what an
 * index shows is what it showed some time ago, whole: order, filters and page ends included.
 */
export interface IndexReplica {
  server: Tables;
  /** Notes how a write at this time left its row. Writes are noted in their order. */
  note: (TableName: string, Key: Row, writtenAt: number) => Promise<void>;
  /** Brings the writes to the copies that were made by `time` (cloud time, epoch milliseconds). */
  catchUp: (time: number) => Promise<void>;
}

/** Makes the copies, of tables that are not written to meanwhile. @param open makes the tables of copies */
export async function copyTables(
  main: Tables,
  tables: readonly TableDeclaration[],
  open: () => Tables,
): Promise<IndexReplica> {
  const server = open();
  const waiting: Write[] = [];
  const put = (TableName: string, Item: unknown) => called(server, 'PutItem', { TableName, Item });

  for (const table of tables) {
    const { TableName } = table;
    await called(server, 'CreateTable', table);
    await untilActive(server, TableName);
    for (const row of await rowsOf(main, { TableName })) await put(TableName, row);
  }

  return {
    server,
    async note(TableName, Key, writtenAt) {
      const { Item } = await called(main, 'GetItem', { TableName, Key, ConsistentRead: true });
      waiting.push({ TableName, Key, Item, writtenAt });
    },
    async catchUp(time) {
      for (let next = waiting[0]; next && next.writtenAt <= time; next = waiting[0]) {
        const { TableName, Key, Item } = next;
        if (Item === undefined) await called(server, 'DeleteItem', { TableName, Key });
        else await put(TableName, Item);
        waiting.shift();
      }
    },
  };
}

/** @throws Error with DynamoDB's name of what was refused */
async function called(server: Tables, operation: string, input: object): Promise<Row> {
  const { code, body } = await callDynalite(server, operation, input);
  if (code !== undefined) throw new Error(`${operation} of a copied table failed: ${code}`);
  return body;
}
