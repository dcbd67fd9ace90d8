/**
 * In: HealthLake's JSON API: all 13 actions.
 * Out: data stores, import and export jobs that really run, native events.
 * Touches: its tables, fhir.sqlite, S3 by an interface, worker threads.
 */
export type { MayAssumeRole } from './access.ts';
export { ACTION_NOTES } from './actions/notes.ts';
export type { Datastore } from './datastores/datastores.ts';
export { EXPORT_WORKER } from './exports/export-engine.ts';
export type { ExportOrder } from './exports/export-worker.ts';
export type { DataStores, HealthLake } from './healthlake.ts';
export { createHealthLake } from './healthlake.ts';
export { IMPORT_WORKER, validatorThreads } from './imports/import-engine.ts';
export { EMPTY_CHECKPOINT, importFiles } from './imports/import-files.ts';
export type { ImportProgress } from './imports/import-progress.ts';
export type { ImportAnswer, ImportOrder, ImportQuestion } from './imports/import-worker.ts';
export { newProgressMemory } from './imports/line-progress.ts';
export { openResultFiles } from './imports/result-files.ts';
export { failureLine, successLine } from './imports/result-lines.ts';
export { storeRange } from './imports/store-range.ts';
export { newStopSignal } from './jobs/stop-signal.ts';
export type { Notes } from './notes.ts';
export { TOPIC_NOTES } from './notes.ts';
export type { HealthLakeSettings } from './settings.ts';
export { SETTINGS } from './settings.ts';
export { withCurrentMeta } from './store/current-meta.ts';
export type { ResourceVersion, ResourceVersions } from './store/resource-versions.ts';
export { isDeletion, resourceVersions } from './store/resource-versions.ts';
export type { StoredResource } from './store/store.ts';
export { STORE_FILE, openStore } from './store/store.ts';
