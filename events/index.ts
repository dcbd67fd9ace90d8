/**
 * In: facts of an import, a job or a file.
 * Out: entries for PutEvents, their types and schemas, and advice in words.
 * Touches: nothing: every function is pure.
 */
export type { FailureIdentity } from './action-events.ts';
export {
  dataStoreStatusChanged,
  healthLakeActionCompleted,
  healthLakeActionFailed,
} from './action-events.ts';
export type { RejectionReason, ResultsProblem, WithdrawalReason } from './advice.ts';
export {
  adviceOnExportFailure,
  adviceOnRejection,
  adviceOnStartFailure,
  adviceOnWithdrawal,
  givenUpText,
  incompleteDropAdvice,
  rejectionAdvice,
  resultsAdvice,
  withdrawalAdvice,
} from './advice.ts';
export type { EventAddress, EventEntry } from './entry.ts';
export { dropIncomplete, importFileRejected, importFileWithdrawn } from './file-events.ts';
export {
  importJobOverdue,
  importJobProgress,
  importJobStatusChanged,
  importStartFailed,
} from './job-events.ts';
export {
  exportFileReady,
  exportHeld,
  exportJobOverdue,
  exportJobStatusChanged,
  exportStartFailed,
} from './export-events.ts';
export { closedForm } from './forms/closed-form.ts';
export { openForm } from './forms/open-form.ts';
export type { RegistrySchema } from './forms/registry-schema.ts';
export { registrySchema } from './forms/registry-schema.ts';
export { INPUT_URI_MEMBERS, KEY_MEMBERS, MESSAGE_MEMBERS } from './keys.ts';
export { dataStoreTagsDrifted, routeTagRefused } from './tag-events.ts';
export { importResultsSummarized } from './results-summarized.ts';
export type { EventSchema, MemberSchema } from './schemas.ts';
export { acceptedEventSchemas, eventFileName, eventSchemas } from './schemas.ts';
export type {
  DataStoreStatusChanged,
  DataStoreTagsDrifted,
  DetailType,
  DropIncomplete,
  ExportFileReady,
  ExportHeld,
  ExportJobOverdue,
  ExportJobStatusChanged,
  ExportRequested,
  ExportStartFailed,
  HealthLakeActionCompleted,
  HealthLakeActionFailed,
  HealthLakeActionRequested,
  ImportFileRejected,
  ImportFileWithdrawn,
  ImportJobOverdue,
  ImportJobProgress,
  ImportJobStatusChanged,
  ImportResultsSummarized,
  ImportStartFailed,
  InletEvents,
  RouteTagRefused,
} from './types.generated.ts';
