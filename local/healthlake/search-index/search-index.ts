import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SearchTable, WorkerProgram, WorkerThreads } from '../../../fhir/index.ts';
import { loadSearchTable } from '../../../fhir/index.ts';
import { askToStop, newStopSignal } from '../jobs/worker-messages.ts';
import type { FhirStore } from '../store/store.ts';
import { openIndexFile } from './index-file.ts';
import type { IndexOrder } from './index-worker.ts';
import { rowIndexer } from './index-rows.ts';
import { followedRows } from './next-rows.ts';
import type { KnownMany } from './known-many.ts';
import { knownMany } from './known-many.ts';
import { preparedStatements } from './prepared-statements.ts';

/** Takes many rows into the index (index-worker.ts). */
export const INDEX_WORKER: WorkerProgram = {
  source: new URL('./index-worker.ts', import.meta.url).href,
  nurseryMb: 8,
};

/** The index of what resources are searched by. It follows the store: rows of resources are committed first. */
export interface SearchIndex {
  /** A statement that reads it. */
  prepare: (sql: string) => StatementSync;
  many: KnownMany;
  table: SearchTable;
  /** The last row of the store, also one of a transaction that is open. */
  lastRow: () => number;
  /** The row up to which all is in the index. */
  mark: () => number;
  /**
   * Takes in what is missing, here and now, where it is little. In an open transaction of the store that is part of it: it is committed behind
   * it, and rolled back with it.
   * @returns whether all is in
   */
  takeInFew(): boolean;
  /** Has a thread take in all up to the last row, if none does; `takeInFew` leaves it the work. */
  catchUp(): void;
  /** Resolves when no thread works on it. */
  settled(): Promise<void>;
  /**
   * Has the index and the store stand still for who reads them, and spares each of their statements a look at the file. The work must end at once
   * and write nothing. Within a transaction that is open already this one is what is read.
   * @param work is told whether all rows are in the index
   */
  standing<Result>(work: (isWhole: boolean) => Result): Result;
  /** Lets the thread end after its batch: an import needs the machine. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

export interface SearchIndexOptions {
  stateFolder: string;
  r4Folder: string;
  store: FhirStore;
  threads: WorkerThreads;
  onTrouble: (error: unknown) => void;
}

const CACHE_BYTES = 16 * 1024 * 1024;

/** Rows that are taken in on the main thread: some milliseconds' work. */
const FEW = 500;
const FEW_AT_ONCE = { rows: FEW, bytes: 4 * 1024 * 1024 };

/** Runs work in transactions that read; SQLite takes its snapshot with the first statement. */
function snapshots(database: DatabaseSync): <Result>(work: () => Result) => Result {
  const [begin, commit] = [database.prepare('BEGIN'), database.prepare('COMMIT')];
  return (work) => {
    if (database.isTransaction) return work();
    begin.run();
    try {
      return work();
    } finally {
      commit.run();
    }
  };
}

export function openSearchIndex(options: SearchIndexOptions): SearchIndex {
  const { stateFolder, r4Folder: folder, store, threads, onTrouble } = options;
  const table = loadSearchTable(folder);
  const rows = followedRows(store);
  const database = openIndexFile(stateFolder, table.version, rows.last(), CACHE_BYTES);
  const indexer = rowIndexer(database, rows, table);
  let thread: { ended: Promise<void>; stop: SharedArrayBuffer } | undefined;

  const takeInFew = (): boolean => {
    const missing = rows.last() - indexer.mark();
    if (missing <= 0) return true;
    if (missing > FEW || thread) return false;
    if (store.database.isTransaction && !database.isTransaction) database.exec('BEGIN IMMEDIATE');
    while (indexer.next(FEW_AT_ONCE));
    return true;
  };

  const isOpen = (): boolean => database.isTransaction;
  const end = (what: 'COMMIT' | 'ROLLBACK'): void => {
    if (!isOpen()) return;
    try {
      database.exec(what);
    } catch (error) {
      if (isOpen()) database.exec('ROLLBACK');
      throw error;
    }
  };

  store.follow((what) => {
    try {
      if (what === 'removed') catchUp({ forget: true });
      else if (what === 'committing') takeInFew();
      else end(what === 'committed' ? 'COMMIT' : 'ROLLBACK');
    } catch (error) {
      // The resource is stored; a search takes the row in, or says that it cannot.
      onTrouble(error);
    }
  });

  const isEmpty = database.prepare('SELECT NOT EXISTS (SELECT 1 FROM resources) AS isEmpty');
  const many = knownMany();
  const catchUp = ({ forget = false } = {}): void => {
    if (forget) many.clear();
    const isToForget = forget && isEmpty.get()?.isEmpty === 0;
    if (thread || (!isToForget && indexer.mark() >= rows.last())) return;
    const stop = newStopSignal();
    const order: IndexOrder = { stateFolder, r4Folder: folder, upTo: rows.last(), stop };
    const ended = threads
      .run({ program: INDEX_WORKER, order }, () => Promise.resolve({}))
      .then(() => undefined, onTrouble);
    thread = { stop, ended: ended.then(() => void (thread = undefined)) };
  };

  // The index first: it must know no row that the store has not.
  const inIndex = snapshots(database);
  const inStore = snapshots(store.database);
  const standing: SearchIndex['standing'] = (work) =>
    inIndex(() => {
      const mark = indexer.mark();
      return inStore(() => work(rows.last() <= mark));
    });

  const rest = async (): Promise<void> => {
    if (!thread) return;
    askToStop(thread.stop);
    await thread.ended;
  };

  return {
    prepare: preparedStatements(database),
    many,
    table,
    lastRow: rows.last,
    mark: indexer.mark,
    takeInFew,
    catchUp,
    standing,
    rest,
    async settled() {
      await thread?.ended;
    },
    async close() {
      await rest();
      store.follow(() => undefined);
      if (database.isOpen) database.close();
    },
  };
}
