import type { Readable } from 'node:stream';
import type {
  ConsoleEvent,
  EventsDocument,
  ImportDocument,
  ImportsDocument,
  JudgedLines,
  SchemasDocument,
  SessionDocument,
  FlowDocument,
  StoresDocument,
  TryDocument,
} from './documents.ts';
import type { FailedLine, ImportFile } from './import-parts.ts';

/** The part of a document that a source reads; the head is put before it by the API. */
type Body<T> = Omit<T, 'schemaVersion' | 'stage' | 'at' | 'kind'>;

/** What ended imports are asked for. */
export interface EndedPage {
  onlyFailed: boolean;
  /** Where the last page ended; null for the first. */
  after: string | null;
}

/** Which events are asked for; null for all. */
export interface EventFilter {
  detailType: string | null;
  importId: string | null;
  after: string | null;
}

/**
 * Where the console reads, the same for the local cloud and for a deployed stage. Each function reads anew: the API
 * shares what it read among all viewers (refresh.ts).
 */
export interface ConsoleSources {
  stage: string;
  now: () => number;
  /** Says of an error of the stage's services what a person can do, where there is something; else it comes back as it is. */
  failure: (error: unknown) => unknown;
  session(): Body<SessionDocument>;
  flow(): Promise<Body<FlowDocument>>;
  imports(page: EndedPage): Promise<Body<ImportsDocument>>;
  /** Undefined where the ledger knows no such import. */
  import(importId: string): Promise<Body<ImportDocument> | undefined>;
  /** Files of an import, in the order of its plan; null where the list is not kept any more. */
  files(
    importId: string,
    after: string | null,
  ): Promise<{ files: ImportFile[] | null; nextToken: string | null }>;
  /** Failed lines of one kind of problem, or of all (null); with `withData` false, without values of the data in any case. */
  lines(
    importId: string,
    kind: string | null,
    after: string | null,
    withData?: boolean,
  ): Promise<{ lines: FailedLine[]; nextToken: string | null }>;
  /** Failed lines as they were dropped, NDJSON; undefined where the session does not show data. */
  failedLines: ((importId: string) => AsyncIterable<string>) | undefined;
  stores(): Promise<Body<StoresDocument>>;
  events(filter: EventFilter): Promise<Body<EventsDocument>>;
  /** Calls `listener` with every new event, where the bus can be heard; undefined where only the ledger is read. */
  onEvent: ((listener: (event: ConsoleEvent) => void) => () => void) | undefined;
  /** What a local cloud lets a person try; undefined for a deployed stage. */
  tries: (() => Promise<Body<TryDocument>>) | undefined;
  /** What the events mean. */
  schemas(): Body<SchemasDocument>;
  /** Judges a file's lines as an import would, and keeps nothing of them; undefined for a deployed stage. */
  judge: ((body: Readable) => Promise<JudgedLines>) | undefined;
  /** Puts a file into the inbox; undefined where files are not dropped by the page. */
  drop: ((key: string, bytes: number, body: Readable) => Promise<void>) | undefined;
  /** By name: what the page may do. Empty where it may do nothing. */
  actions: Readonly<Record<string, ConsoleAction>>;
}

/** Does one action; answers with what was done in a sentence, or throws a FixableError. */
export type ConsoleAction = (
  request: Readonly<Record<string, unknown>>,
) => Promise<{ text: string; result?: unknown }>;
