/**
 * In: an envelope of EventBridge, as a rule's target gets it.
 * Out: the event of Inlet in it, with the type of its detail; the schemas of all of them.
 * Touches: nothing. It is what `healthlake-inlet/events` exports.
 */
export type { InletEvent } from './events/parse-event.ts';
export { EventError, parseEvent } from './events/parse-event.ts';
export { schemas } from './events/schemas.ts';
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
} from '../events/index.ts';
