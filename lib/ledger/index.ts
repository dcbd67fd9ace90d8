/**
 * In: facts about arrivals, drops, imports, exports, jobs and leases.
 * Out: rows and conditional writes, each all or nothing.
 * Touches: the ledger's table in DynamoDB, alone in lib/.
 */
export type { ActionAnswer, ActionRequest } from './actions/action-requests.ts';
export {
  getActionRequest,
  openActionRequests,
  putActionRequest,
  updateActionRequest,
} from './actions/action-requests.ts';
export {
  assignArrival,
  markDuplicate,
  rejectArrival,
  releaseArrival,
  restoreArrival,
  supersedeArrival,
  waitAlone,
  withdrawArrival,
} from './arrival-states.ts';
export type { Arrival } from './arrivals.ts';
export {
  BATCHED_DAYS,
  UNIMPORTED,
  arrivalsOf,
  currentArrivals,
  isOvertaken,
  listedSequencer,
  newestArrival,
  paddedSequencer,
  putArrival,
} from './arrivals.ts';
export type { ArrivalBatch } from './batches/arrival-batches.ts';
export { batchesOf, forgetBatch, MOST_IN_BATCH, newBatch, putBatch } from './batches/arrival-batches.ts';
export type { BatchPlace } from './batches/fates.ts';
export { takeFromBatch } from './batches/fates.ts';
export type { Drop, DropUpdate } from './drops.ts';
export {
  closeDrop,
  endBatches,
  forgetDrop,
  getDrop,
  markIncompleteSent,
  openDrops,
  reopenDrop,
  touchDrop,
} from './drops.ts';
export { duplicatesOf, importsWithDuplicates, settleDuplicate } from './duplicates.ts';
export type { ExportRequest, ExportRun } from './export-runs.ts';
export {
  endExportJob,
  exportIdOf,
  exportRequestedBefore,
  exportRunsOf,
  getExportRun,
  openExportRuns,
  putExportRun,
  updateExportRun,
} from './export-runs.ts';
export type { ExportedFiles, FollowedJob, Observation, ProgressEvent, Transition } from './followed-job.ts';
export { newFollowedJob } from './followed-job.ts';
export type { FollowedStore, StoreObservation, StoreTransition } from './actions/followed-stores.ts';
export {
  getFollowedStore,
  openFollowedStores,
  putFollowedStore,
  updateFollowedStore,
} from './actions/followed-stores.ts';
export { endedImports, putImportSummary } from './ended-imports.ts';
export type { ImportSummary, EndedRun, Import, Readiness } from './imports.ts';
export {
  endImport,
  getImport,
  holdsItsFiles,
  isEnded,
  openImports,
  putImport,
  replaceImport,
  updateImport,
} from './imports.ts';
export { getJob, getJobs, openJobs, putJob, updateJob } from './jobs.ts';
export { underLease } from './leases.ts';
export {
  FORMAT_KEY,
  LEDGER_FORMAT,
  checkFormat,
  hasBatches,
  knownFormat,
  raiseFormat,
} from './ledger-format.ts';
export type { Ledger } from './ledger.ts';
export { OPEN_WORK_INDEX, written } from './ledger.ts';
export type { PausedRoutes, RoutePause } from './paused-routes.ts';
export { pauseRoute, pausedRoutes, resumeRoute } from './paused-routes.ts';
export { pendingArrivals } from './pending-arrivals.ts';
export { ALL_SHARDS, shardOf } from './pending-keys.ts';
export { takeTurn } from './actions/quota-turns.ts';
export type { OpenKind } from './work-in-rows.ts';
export { isAnyOpen, isOpenWork, workInRows } from './work-in-rows.ts';
export type { StoreTags, TagRoute, ToldFact } from './store-tags.ts';
export { putStoreTags, putTagRoutes, storeTags, tagRoutes } from './store-tags.ts';
