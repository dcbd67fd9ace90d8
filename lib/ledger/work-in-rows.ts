import type { Arrival } from './arrivals.ts';
import type { Import } from './imports.ts';
import {
  ARRIVAL_ROW,
  IMPORT_ROW,
  OPEN_DUPLICATES,
  OPEN_EXPORTS,
  OPEN_IMPORTS,
  OPEN_JOBS,
  OPEN_STORES,
} from './row-keys.ts';

/** What a table's rows say of the work in it. */
export interface WorkInRows {
  imports: Import[];
  /** Files that no import has taken yet. */
  pendingArrivals: number;
  /** True while an import, an export or a job has not ended, a data store comes or goes, or it is not known whether an import has read what came twice. */
  isOpen: boolean;
}

const OPEN_ROWS: ReadonlySet<unknown> = new Set([
  OPEN_IMPORTS,
  OPEN_EXPORTS,
  OPEN_JOBS,
  OPEN_DUPLICATES,
  OPEN_STORES,
]);

/** Reads the rows of a whole table, for who has them all: the local cloud. On AWS the index of open work is asked. */
export function workInRows(rows: readonly Readonly<Record<string, unknown>>[]): WorkInRows {
  const having = (prefix: string) => rows.filter(({ pk }) => String(pk).startsWith(prefix));
  return {
    imports: having(IMPORT_ROW) as unknown as Import[],
    pendingArrivals: (having(ARRIVAL_ROW) as unknown as Arrival[]).filter(({ state }) => state === 'pending')
      .length,
    isOpen: rows.some(({ openPk }) => OPEN_ROWS.has(openPk)),
  };
}
