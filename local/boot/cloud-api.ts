import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClockMove } from './advance-clock.ts';
import type { AlarmChange, ShownAlarms } from '../cloudwatch/index.ts';
import type { DiskUse } from './disk-use.ts';
import type { BusEvent, EventsPage, FoundEvents } from '../eventbridge/index.ts';
import type { HealthLakeSettings, ImportProgress } from '../healthlake/index.ts';
import type { Authorizer } from '../cloudformation/index.ts';
import type { SmartApp } from '../token-issuer/index.ts';

export type { AlarmChange, BusEvent, ClockMove, DiskUse, EventsPage, ImportProgress, ShownAlarms, SmartApp };

/** What `GET /_inlet/state` answers, with what it takes of the disk. */
export interface CloudState {
  datastores: { datastoreId: string; name: string; status: string }[];
  /** `state` is the job's own last status once an import has ended. */
  imports: { importId: string; state: string; jobId: string | null; fileCount: number }[];
  jobs: {
    datastoreId: string;
    jobId: string;
    jobName: string | null;
    kind: 'import' | 'export';
    status: string;
  }[];
  /** Files that were dropped and that no import has taken yet: in the arrivals queue, or recorded and waiting. */
  pendingFiles: number;
  functions: { name: string; invocations: number; errors: number }[];
}

/** A line that a function wrote. */
export interface FunctionLog {
  functionName: string;
  /** Absent for what the cloud says of the function, which is in no log stream. */
  logStreamName?: string;
  line: string;
}

/** An export job as its data store knows it. */
export interface ExportJob {
  jobId: string;
  jobName: string | null;
  status: string;
  /** Epoch milliseconds. */
  submitTime: number;
  /** Null where its files are downloaded. */
  outputS3Uri: string | null;
}

/** A running local cloud. */
export interface LocalCloud {
  url: string;
  /** Of this run alone, so that it can be told from what listens there at another time. */
  instance: string;
  /** Names of what the template made, for those who drop and read files. */
  names: { inboxBucket: string; resultsBucket: string; busName: string };
  /** Of the template: logical id -> what `Ref` is. */
  resources: Record<string, string>;
  outputs: Record<string, string>;
  /** What of the template has no effect on one machine, each with the reason. */
  withoutEffect: string[];
  state(): Promise<CloudState>;
  diskUse(): Promise<DiskUse>;
  /** Whether rates run at real minutes, for nothing has happened for a while. */
  isAtRest(): boolean;
  /** True when nothing is left to do: no file pending, no import open, no message on its way. Events that a function has accepted are told by `isInvoking`. */
  isIdle(): Promise<boolean>;
  progress(): ImportProgress[];
  /** Calls `listener` with every event of every bus after sequence `from` (0: from the beginning; undefined: from now). */
  onEvent(listener: (event: BusEvent, sequence: number) => void, from?: number): () => void;
  /** A page of the bus's log backwards, the newest first, with bounded reading. */
  eventsBefore(page: EventsPage): FoundEvents;
  /** How many resources a data store has, by type. */
  resourceCounts(datastoreId: string): Record<string, number>;
  /** The last export jobs of a data store, the newest first: also those of $export, which no List shows where they are downloaded. */
  exportJobs(datastoreId: string, most: number): ExportJob[];
  /** The cloud's time, epoch milliseconds. */
  now(): number;
  onLog(listener: (log: FunctionLog) => void): () => void;
  /** What went wrong inside the cloud itself, or between its parts: an event that no target took, a fault of a service. */
  onTrouble(listener: (text: string) => void): () => void;
  /** The alarms of the template as they are now, and those that are not evaluated. */
  alarms(): ShownAlarms;
  /** Calls `listener` with every change of an alarm's state. */
  onAlarm(listener: (change: AlarmChange) => void): () => void;
  advanceClock(seconds: number): Promise<void>;
  /** Runs no schedule's tick until the returned function is called: what is being uploaded is not taken for whole meanwhile. */
  holdTicks(): () => void;
  /** How far a clock that is being moved has come; undefined while none is. */
  clockMove(): ClockMove | undefined;
  reset(): Promise<void>;
  /** Ends running work, or leaves it for the next start, and frees the port. */
  close(): Promise<void>;
}

/** Pages that somebody else makes, and the cloud only lets in. */
export interface Page {
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  close: () => void;
}

export interface CloudOptions {
  /** Where `inlet package --stage local` left the template and the zips. */
  packageFolder: string;
  /** Where everything is kept between runs; without it, in a temporary folder that is removed at the end. */
  stateFolder?: string;
  /** 0 picks a free one. */
  port: number;
  /** The address to listen on; loopback unless said. */
  host?: string;
  /** Takes code of functions also where other machines can call; on loopback it is taken anyway. */
  allowFunctions?: boolean;
  /** How long a schedule's minute lasts, milliseconds; unless said, a second, and a minute while the cloud has nothing to do. */
  minuteMs?: number;
  /** Whether rates run at real minutes while the cloud has nothing to do; so unless a minute is said. */
  rests?: boolean;
  healthLake?: Partial<HealthLakeSettings>;
  /** Refuses requests that are not rightly signed with a key of the local cloud (ground/account.ts), or at another time. */
  strictAuth?: boolean;
  /** Origins, `http://localhost:3000`, whose pages may call the FHIR endpoint and the local issuer; none unless said. */
  allowedOrigins?: readonly string[];
  /** Apps that a person can let in at the local issuer; none unless said. */
  smartApps?: readonly SmartApp[];
  /** `aud` of what the local issuer gives apps: what `config/local.json` wants of it; `inlet-local` unless said. */
  tokenAudience?: string | undefined;
  /** Whether the index of FHIR searches is made anew of what is stored. */
  reindex?: boolean;
  /** Makes the console below `/_inlet/console/` when it is first asked for: it costs nothing before. Without it there is none. */
  console?: (cloud: LocalCloud) => Promise<Page>;
  /** An X-Ray daemon, `host:port`: functions whose template has active tracing send it their segments. Without it nothing is traced. */
  xrayDaemon?: string | undefined;
  /** NDJSON lines that a data store created with PreloadDataConfig SYNTHEA is filled with; without it that is a 501. */
  samplePopulation?: () => Iterable<string>;
}

/** What tests use beside what people do. */
export interface TestedCloud extends LocalCloud {
  /** Whether a function has an event that was accepted for it and has not ended; ticks of schedules are among them. */
  isInvoking: () => boolean;
  grants: Pick<Authorizer, 'used' | 'unused'>;
  /** Changes how HealthLake behaves from now on. */
  healthLakeSettings: (settings: Partial<HealthLakeSettings>) => void;
}
