/** An event that was on a bus of the stage. */
export interface EventSeen {
  id: string;
  'detail-type': string;
  source: string;
  time: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** What goes wrong on request: docs/faults.md lists all of it. */
export interface Faults {
  /** Takes the kinds that are named and leaves the others. @throws Error (`code` InvalidFaults) that says what would be right */
  set: (faults: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => Promise<void>;
  /** What is asked for and has not come yet. */
  show: () => Promise<Record<string, Record<string, unknown>>>;
  clear: () => Promise<void>;
}

/** A running local cloud; `await using` closes it, and every call after that is refused (`code` CloudClosed) but `close`. */
export interface LocalStage extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** What a client of the AWS SDK for JavaScript is made with. */
  clientSettings: {
    endpoint: string;
    region: string;
    forcePathStyle: true;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  /** The same as variables of an environment, for AWS's tools and for SDKs of other languages. */
  environment: Readonly<Record<string, string>>;
  /** Of the template: logical id -> what `Ref` is: a bucket's name, a queue's URL, the id of a data store. */
  resources: Readonly<Record<string, string>>;
  /** Of the template. */
  outputs: Readonly<Record<string, string>>;
  /** What of the template has no effect here, and why, as sentences: `AlarmTopic (AWS::CloudWatch::Alarm): ...`. */
  withoutEffect: readonly string[];
  /** As after the start: no object, message, row, job or resource of anybody's, no fault. */
  reset: () => Promise<void>;
  /** Moves the clock on; what falls due meanwhile happens. @param seconds from 0 up to a year @throws Error (`code` InvalidSeconds) for others */
  advance: (seconds: number) => Promise<void>;
  /** Moves the clock on until nothing is left to do: no message, event, invocation or job on its way. */
  idle: () => Promise<void>;
  faults: Faults;
  /** Every event of every bus so far, since the start or the last reset. */
  events: (detailType?: string) => Promise<EventSeen[]>;
  /** What went wrong inside the cloud, or between its parts, as sentences. */
  troubles: () => Promise<string[]>;
  close: () => Promise<void>;
}

/** A HealthLake with one data store, and what an import or export needs beside it. */
export interface LocalHealthLake extends LocalStage {
  datastoreId: string;
  /** Its FHIR endpoint, with `/` at the end. */
  fhirUrl: string;
  /** Buckets for what is imported, and for what jobs write. */
  inputBucket: string;
  outputBucket: string;
  /** For `DataAccessRoleArn` and `KmsKeyId` of jobs. */
  dataAccessRoleArn: string;
  kmsKeyId: string;
}
