import type { Arrival } from './arrival.ts';
import type { ArrivalBatch } from './batches/arrival-batches.ts';
import type { Import } from './imports.ts';
import type { Ledger } from './ledger.ts';
import { openRows } from './ledger.ts';
import {
  ARRIVAL_ROW,
  IMPORT_ROW,
  OPEN_DROPS,
  OPEN_DUPLICATES,
  OPEN_EXPORTS,
  OPEN_IMPORTS,
  OPEN_JOBS,
  OPEN_STORES,
  PENDING_ARRIVALS,
  WAITING_BATCHES,
} from './row-keys.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a table's rows say of the work in it. */
export interface WorkInRows {
  imports: Import[];
  /** Files that no import has taken yet. */
  pendingArrivals: number;
}

const OPEN_ROWS: ReadonlySet<unknown> = new Set([
  OPEN_IMPORTS,
  OPEN_EXPORTS,
  OPEN_JOBS,
  OPEN_DUPLICATES,
  OPEN_STORES,
]);

/**
 * Reads the rows of a whole table, for who has them all: the local cloud. On AWS the index of open work is asked. Keeps of
 * them what it answers.
 */
export async function workInRows(rows: AsyncIterable<Row> | Iterable<Row>): Promise<WorkInRows> {
  const work: WorkInRows = { imports: [], pendingArrivals: 0 };
  for await (const row of rows) {
    const pk = String(row.pk);
    if (pk.startsWith(IMPORT_ROW)) work.imports.push(row as unknown as Import);
    else if (pk.startsWith(WAITING_BATCHES))
      work.pendingArrivals += (row as unknown as ArrivalBatch).names.filter((name) => name !== '').length;
    else if (pk.startsWith(ARRIVAL_ROW) && waitsAlone(row as unknown as Arrival)) work.pendingArrivals += 1;
  }
  return work;
}

const waitsAlone = ({ state, batchId }: Arrival): boolean => state === 'pending' && batchId === undefined;

/**
 * True for an entry of the index of open work of which something is still to be expected: a file that no import has taken, an
 * import, an export or a job that has not ended, a data store that comes or goes, or what came twice and nobody knows yet whether
 * an import has read it. Files of batches stand in no index: there it is their drop. False for another drop.
 */
export const isOpenWork = ({ openPk, batchesSince }: Row): boolean =>
  OPEN_ROWS.has(openPk) || batchesSince !== undefined || String(openPk).startsWith(PENDING_ARRIVALS);

const PARTITIONS = {
  drops: OPEN_DROPS,
  imports: OPEN_IMPORTS,
  duplicates: OPEN_DUPLICATES,
  jobs: OPEN_JOBS,
  dataStores: OPEN_STORES,
  exports: OPEN_EXPORTS,
} as const;

/** A kind of open work that the schedules look for. */
export type OpenKind = keyof typeof PARTITIONS;

/** Whether anything of these kinds is open, as the index shows it: one call for each kind, up to the first of which something is. */
export async function isAnyOpen(ledger: Ledger, kinds: readonly OpenKind[]): Promise<boolean> {
  for (const kind of kinds) for await (const _row of openRows(ledger, PARTITIONS[kind], 1)) return true;
  return false;
}
