/**
 * In: the ledger's rows.
 * Out: documents that say what is open, and why; it decides nothing itself.
 * Touches: the ledger and the results bucket, reading only.
 */
export type {
  ArrivalStatus,
  EndedImport,
  ImportStatus,
  JobBrief,
  KeyStatus,
  Overview,
  StatusDocument,
} from './document.ts';
export type { FoundObject, MissingFiles } from './inbox-document.ts';
export type { EndedPlace } from './ended-imports.ts';
export type { Costs } from './costs.ts';
export { readCosts } from './costs.ts';
export { LAST_TEN, readEndedPage } from './ended-imports.ts';
export { readProblems, withoutHoles } from './read-problems.ts';
export type { Remember } from './status-deps.ts';
export { rememberNothing } from './status-deps.ts';
export { fileResults } from './file-results.ts';
export type { ExportBrief, ExportStatus } from './exports/export-document.ts';
export { readExportStatus } from './exports/export-status.ts';
export { findObject } from './found-object.ts';
export { readImportStatus } from './import-status.ts';
export { readKeyStatus } from './key-status.ts';
export { readOverview } from './overview.ts';
