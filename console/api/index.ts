/**
 * In: requests of the console's page, and where to read (the local cloud, or a deployed stage).
 * Out: one document for each view, a stream of each, failed lines, and named actions.
 * Touches: nothing but the sources that it is given; each is asked once for all viewers.
 */
export { SAFE_HEADERS, sendError } from './answer.ts';
export { createConsoleApi } from './console-api.ts';
export type {
  ActionDocument,
  ConsoleEvent,
  ErrorDocument,
  EventsDocument,
  FilesDocument,
  FlowDocument,
  ImportDocument,
  ImportsDocument,
  JudgedLines,
  LinesDocument,
  OpenImport,
  Pace,
  Plot,
  ProblemKind,
  SchemasDocument,
  SessionDocument,
  Station,
  StationId,
  StoreDocument,
  StoresDocument,
  TryDocument,
} from './documents.ts';
export type { FailedLine, FileFate, ImportFile } from './import-parts.ts';
export type { ConsoleAction, ConsoleSources, EndedPage, EventFilter } from './sources.ts';
