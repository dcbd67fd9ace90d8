import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LEDGER_TABLE } from '../../support/ledger.ts';

export type Row = Record<string, { S: string }>;

/** One part of dynalite's store: the entries of an index. */
interface Part {
  put(key: string, value: Row, done: (error?: Error) => void): void;
  del(key: string, done: (error?: Error) => void): void;
}

/** The inside of dynalite, as far as it takes to leave what a kill between two of its writes leaves. */
interface Dynalite {
  create(options: { path: string }): {
    getIndexDb(type: 'Global', table: string, index: string): Part;
    db: { close(): Promise<void> };
  };
  createIndexKey(row: Row, table: object, keys: object[]): string;
}

/** The entries of the index `open-work` in a folder that no run is using, to be torn from their rows. */
export interface TornIndex {
  put(entry: Row): Promise<void>;
  remove(entry: Row): Promise<void>;
}

/** Makes a folder of tables look like that of a run that was killed, after `tear` has changed its index. */
export async function tearIndex(folder: string, tear: (index: TornIndex) => Promise<void>): Promise<void> {
  const dynalite = createRequire(import.meta.url)('dynalite/db') as Dynalite;
  const [{ IndexName, KeySchema } = { IndexName: '', KeySchema: [] }] = LEDGER_TABLE.GlobalSecondaryIndexes;
  const store = dynalite.create({ path: join(folder, 'data') });
  const index = store.getIndexDb('Global', LEDGER_TABLE.TableName, IndexName);
  const keyOf = (entry: Row) => dynalite.createIndexKey(entry, LEDGER_TABLE, KeySchema);
  await tear({
    put: (entry) => promisify(index.put.bind(index))(keyOf(entry), entry),
    remove: (entry) => promisify(index.del.bind(index))(keyOf(entry)),
  });
  await store.db.close();
  writeFileSync(join(folder, 'in-use'), '');
}
