/**
 * In: a stage's configured exports, their due times, and requests for them.
 * Out: whether each run starts and why; export jobs, each started once; events of what is held, given up or ready as a file.
 * Touches: the ledger, HealthLake, the bus, and the folders of exports: it lists them and removes older ones.
 */
export { datastoreOf, decideExport, isToStart, openExportIn } from './decide-export.ts';
export type { KnownExports } from './exports.ts';
export { exportsOf, findExport } from './exports.ts';
export { recordRequests } from './record-requests.ts';
export { requestExport } from './request-export.ts';
export type { ExportReport } from './run-exports.ts';
export { runExports } from './run-exports.ts';
export { startExportJobWith } from './start-export.ts';
