/**
 * In: HealthLake's JSON API: all 13 actions.
 * Out: data stores, import and export jobs that really run, native events.
 * Touches: its tables, fhir.sqlite, its segments of resources, search.sqlite, S3 by an interface, worker threads.
 */
export type { MayAssumeRole } from './permissions.ts';
export { ACTION_NOTES } from './actions/action-notes.ts';
export type { Datastore } from './datastores/datastores.ts';
export type { FhirExports } from './exports/fhir-exports.ts';
export type { ExportSelection } from './jobs/export-selection.ts';
export type { Job } from './jobs/jobs.ts';
export { EXPORT_WORKER } from './exports/export-engine.ts';
export type { ExportOrder } from './exports/export-worker.ts';
export type { DataStores, HealthLake } from './healthlake.ts';
export { createHealthLake } from './healthlake.ts';
export { IMPORT_WORKER, validatorThreads } from './imports/import-engine.ts';
export { EMPTY_CHECKPOINT, importFiles } from './imports/import-files.ts';
export type { ImportProgress } from './imports/job-progress.ts';
export type { ImportAnswer, ImportOrder, ImportQuestion } from './imports/import-order.ts';
export { newCounterMemory } from './imports/import-counters.ts';
export { openResultFiles } from './imports/result-files.ts';
export { failureLine, successLine } from './imports/result-lines.ts';
export { lineBatch } from './imports/line-batch.ts';
export { newStopSignal } from './jobs/worker-messages.ts';
export type { ApiNotes } from './api-notes.ts';
export { TOPIC_NOTES } from './api-notes.ts';
export { COMMON_ERRORS } from './common-errors.ts';
export { openPageSeal } from './protocol/paging.ts';
export { refuseAsHealthLake } from './protocol/refuse-signature.ts';
export type { HealthLakeSettings } from './healthlake-settings.ts';
export { DEFAULT_SETTINGS, SETTINGS } from './healthlake-settings.ts';
export { INDEX_FILE, RANGES_BY_ROW, parameterKey, typeKey } from './search-index/index-schema.ts';
export { searchIndexOpener } from './search-index/open-when-needed.ts';
export type { KnownMany } from './search-index/known-many.ts';
export type { SearchIndex } from './search-index/search-index.ts';
export { openSearchIndex } from './search-index/search-index.ts';
export { currentMetaIn, withCurrentMeta } from './store/current-meta.ts';
export type { QueuedTransaction } from './store/queued-transactions.ts';
export { queuedTransactions } from './store/queued-transactions.ts';
export type { ResourceVersion, ResourceVersions } from './store/resource-versions.ts';
export { isDeletion, resourceVersions } from './store/resource-versions.ts';
export type { PastVersion, RowOfResource } from './store/past-version.ts';
export type { FhirStore, StoredResource } from './store/store.ts';
export { STORE_FILE } from './store/schema.ts';
export { SEGMENTS_FOLDER } from './store/segment-files.ts';
export { openStore } from './store/store.ts';
