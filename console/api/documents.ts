import type { EndedImport, ImportStatus, Overview } from '../../lib/status/index.ts';
import type { FailedLine, ImportFile } from './import-parts.ts';

/*
 * What the console's API answers, one document a view. docs/console.md describes them; a member may be added, none is
 * renamed or removed while `schemaVersion` is "1". Times are ISO 8601 in UTC, counts are whole numbers.
 */

/** What every document says. */
interface Head {
  schemaVersion: '1';
  stage: string;
  /** When it was read, by the stage's clock. */
  at: string;
}

/** Who looks at what, and what the page may do: read once when it loads. */
export interface SessionDocument extends Head {
  kind: 'session';
  version: string;
  /** The local cloud has a clock, faults, tokens and a FHIR browser; a deployed stage has not. */
  isLocal: boolean;
  /** False where every action is refused; `inlet console --allow-actions` lets them. */
  mayAct: boolean;
  /** True where lines of the data may be shown. */
  showsData: boolean;
  inboxBucket: string;
  busName: string;
  routes: { name: string; prefix: string }[];
}

/** The stations on the way of a file, in its order. */
export const STATIONS = ['inbox', 'drops', 'imports', 'jobs', 'results', 'bus'] as const;
export type StationId = (typeof STATIONS)[number];

/** One station of the way from the inbox to the bus, now. Null: that cannot be counted here. */
export interface Station {
  id: StationId;
  /** What waits to be taken on, in `unit`. */
  waits: number | null;
  runs: number | null;
  /** What failed and is still to be looked at: dead letters, starts given up, failed jobs of the last day. */
  failed: number | null;
  unit: 'files' | 'drops' | 'imports' | 'jobs' | 'summaries' | 'events';
  /** A sentence on why it stands as it does; empty where nothing is to be said. */
  because: string;
}

/** Lines imported and failed, each minute of the last hour: `[epoch seconds, imported, failed]`, the oldest first. */
export interface Plot {
  minutes: [number, number, number][];
  /** Where the figures come from, in words. */
  source: string;
}

export interface FlowDocument extends Head {
  kind: 'flow';
  stations: Station[];
  plot: Plot;
  pausedRoutes: Overview['pausedRoutes'];
  /** What to do next, in a sentence. */
  nextStep: string;
}

/** How fast an open import goes, from two looks at its job; null before there were two. */
export interface Pace {
  linesPerSecond: number;
  secondsLeft: number | null;
}

export type OpenImport = Overview['imports'][number] & {
  job: Overview['jobs'][number] | null;
  pace: Pace | null;
};

export interface ImportsDocument extends Head {
  kind: 'imports';
  pausedRoutes: Overview['pausedRoutes'];
  drops: Overview['drops'];
  imports: OpenImport[];
  ended: EndedImport[];
  /** Brings the next page of what ended; null at its end. */
  nextToken: string | null;
}

/** One kind of problem of an import, as its digest counts it. */
export interface ProblemKind {
  /** Names the kind in `lines?kind=`. */
  id: string;
  /** The element, `Patient.birthDate`; null where none is known. */
  path: string | null;
  /** What is wrong, without values of the data. */
  text: string;
  /** The rule that is broken, where Inlet knows it; else null. */
  rule: string | null;
  lines: number;
}

export interface ConsoleEvent {
  /** Place in the log of the local cloud, or of the ledger's transitions; rises. */
  sequence: number;
  time: string;
  detailType: string;
  importId: string | null;
  /** The whole envelope, as a rule on the bus sees it. */
  envelope: Record<string, unknown>;
}

export interface ImportDocument extends Head {
  kind: 'import';
  status: ImportStatus;
  pace: Pace | null;
  /** Most lines first; null where it is not summarized (yet). */
  problems: ProblemKind[] | null;
  /** In their order. */
  events: ConsoleEvent[];
  /** True where events come from the ledger's transitions and not from the bus itself. */
  eventsFromLedger: boolean;
}

export interface LinesDocument extends Head {
  kind: 'lines';
  lines: FailedLine[];
  nextToken: string | null;
}

/** A page of an import's files, in the order of its plan. */
export interface FilesDocument extends Head {
  kind: 'files';
  /** Null where the list is not kept any more. */
  files: ImportFile[] | null;
  nextToken: string | null;
}

export interface StoreDocument {
  datastoreId: string;
  name: string | null;
  status: string;
  createdAt: string | null;
  fhirVersion: string;
  /** Null where they cannot be counted: a deployed store is not searched. */
  resources: { type: string; count: number }[] | null;
  /** Null where they could not be read. */
  tags: { key: string; value: string }[] | null;
  /** Inlet's own by the ledger; on the local cloud those of others as well, $export among them, each by its job. */
  exports: {
    exportId: string;
    jobId: string | null;
    status: string;
    startedAt: string | null;
    /** Null where it has none (yet), as what $export leaves to be downloaded. */
    s3Uri: string | null;
  }[];
  /** Where its FHIR endpoint is; only the local cloud's is browsed. */
  endpoint: string | null;
}

export interface StoresDocument extends Head {
  kind: 'stores';
  stores: StoreDocument[];
}

export interface EventsDocument extends Head {
  kind: 'events';
  /** Newest first. */
  events: ConsoleEvent[];
  detailTypes: string[];
  nextToken: string | null;
  eventsFromLedger: boolean;
}

/** What Inlet's events mean, by their schemas (events/). */
export interface SchemasDocument extends Head {
  kind: 'schemas';
  schemas: { detailType: string; description: string; members: { name: string; description: string }[] }[];
}

/** What an import would make of a file's lines. */
export interface JudgedLines {
  lines: number;
  refused: number;
  /** The first of them. */
  issues: { line: number; path: string | null; text: string }[];
}

/** What a local cloud lets a person try. */
export interface TryDocument extends Head {
  kind: 'try';
  clock: { now: string; offsetSeconds: number };
  /** By part of the cloud and name, as `GET /_inlet/faults` has them. */
  faults: Record<string, Record<string, unknown>>;
}

export type ViewDocument =
  FlowDocument | ImportsDocument | ImportDocument | StoresDocument | EventsDocument | TryDocument;

/** What an action answers. */
export interface ActionDocument extends Head {
  kind: 'action';
  action: string;
  /** What was done, or why not, in a sentence. */
  text: string;
  /** What the action made, as the command line's --json has it. */
  result: unknown;
}

/** What stands in place of a document where there is none. */
export interface ErrorDocument {
  error: { code: string; message: string };
}
