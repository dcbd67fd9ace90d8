/** How the partition keys of rows begin, by what the row is. */
export const ARRIVAL_ROW = 'FILE#';
export const IMPORT_ROW = 'IMPORT#';
/** What became of the files of a batch. */
export const BATCH_ROW = 'BATCH#';
/** The names of a batch's files, by drop, until each has its fate. */
export const WAITING_BATCHES = 'WAITING#';
export const ACTION_ROW = 'ACTION#';
export const FOLLOWED_STORE_ROW = 'FOLLOWED_STORE#';
export const EXPORT_ROW = 'EXPORT#';

/** Partitions of the index of open work. Arrivals that wait for an import stand in many that begin like this. */
export const PENDING_ARRIVALS = 'PENDING#';
export const OPEN_DROPS = 'OPEN#DROP';
export const OPEN_IMPORTS = 'OPEN#IMPORT';
/** Imports that have ended, by when they were planned: no work, but what people ask for next. */
export const ENDED_IMPORTS = 'ENDED#IMPORT';
export const OPEN_JOBS = 'OPEN#JOB';
export const OPEN_STORES = 'OPEN#STORE';
/** Arrivals whose bytes an import has, until it is known that it has read them. */
export const OPEN_DUPLICATES = 'OPEN#DUPLICATE';
export const OPEN_EXPORTS = 'OPEN#EXPORT';
/** Actions that were asked for and are not answered yet. */
export const OPEN_ACTIONS = 'OPEN#ACTION';
