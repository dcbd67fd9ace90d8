import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerTask } from '../../../fhir/index.ts';
import { loadSearchTable, runWorker } from '../../../fhir/index.ts';
import { isAskedToStop } from '../jobs/worker-messages.ts';
import { STORE_FILE } from '../store/schema.ts';
import { openStore } from '../store/store.ts';
import { forgetStores, shrink } from './forget-stores.ts';
import { openIndex } from './index-file.ts';
import { rowIndexer } from './index-rows.ts';
import { followedRows } from './next-rows.ts';

/** What a thread is to take into the index. */
export interface IndexOrder {
  stateFolder: string;
  r4Folder: string;
  /** The last row that is asked for. */
  upTo: number;
  stop: SharedArrayBuffer;
}

/** SQLite's page cache of the index: entries of one batch lie all over it. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** One transaction: large, so that pages are written once for many entries. */
const BATCH = { rows: 4_096, bytes: 12 * 1024 * 1024 };

function runIndex({ order }: WorkerTask<IndexOrder>): Promise<void> {
  const { stateFolder, r4Folder, upTo, stop } = order;
  // Where the state folder has gone meanwhile, nothing is made anew.
  if (!existsSync(join(stateFolder, STORE_FILE))) return Promise.resolve();
  const table = loadSearchTable(r4Folder);
  const store = openStore(stateFolder);
  const rows = followedRows(store);
  const database = openIndex(stateFolder, CACHE_BYTES);
  try {
    const indexer = rowIndexer(database, rows, table);
    const isStopped = (): boolean => isAskedToStop(stop);
    while (!isStopped() && indexer.mark() < upTo && indexer.next(BATCH));
    const stores = new Set(
      store.database
        .prepare('SELECT store FROM stores')
        .all()
        .map((each) => Number(each.store)),
    );
    forgetStores(database, (number) => stores.has(number), isStopped);
    if (!isStopped()) shrink(database);
  } finally {
    database.close();
    store.close();
  }
  return Promise.resolve();
}

runWorker(runIndex);
