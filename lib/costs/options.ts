import type { CostLine } from './cost-line.ts';
import { GB, HOURS_OF_MONTH, MINUTES_OF_MONTH, line } from './cost-line.ts';
import { countedFor, importsOf } from './counted.ts';

/** What a stage may have beside what every stage has, and that costs by itself. */
export type CostlyOption = 'vpc' | 'tracing' | 'dataEvents' | 'accessLogs' | 'dashboard';

/** What one of them costs. */
interface OptionCosts {
  /** By which parameter a stage has it, and what it is. */
  what: string;
  /** A month in which nothing happens. */
  atRest: readonly CostLine[];
  ofDrop: (files: number) => CostLine[];
  /** A month of keeping what a drop leaves by it. */
  kept: (files: number) => CostLine[];
  /** What of it has no price here, and why. */
  beside: string;
}

const GUESSES = {
  /** Bytes of a request to AWS and its answer, headers and TLS included. */
  bytesOfCall: 4_000,
  /** Of S3's requests HealthLake makes these itself: it reads each file of a job, and writes results. And somebody has dropped the file. */
  s3OfFile: 2,
  s3OfImport: 5,
  /** A trail's record, packed as it lies in S3, and a line of an access log. */
  bytesOfRecord: 300,
  bytesOfLogLine: 600,
} as const;

/** Requests of the functions for a drop: most of them are counted up to the end of the job, a summary reads each file once more. */
const callsOf = (files: number): number => countedFor(files, 'callsToEnd') + files + importsOf(files) * 13;

/** Requests to the three buckets for a drop, whoever makes them. */
const s3RequestsOf = (files: number): number =>
  countedFor(files, 's3Read') +
  countedFor(files, 's3Write') +
  files * GUESSES.s3OfFile +
  importsOf(files) * GUESSES.s3OfImport;

const nothing = (): CostLine[] => [];

/** Each with what it costs where a stage has it. Which a stage has, `inlet status --costs` finds out. */
export const OPTIONS: Readonly<Record<CostlyOption, OptionCosts>> = {
  vpc: {
    what: 'functions in a VPC (`vpcSubnetIds`), whose way out is one NAT gateway',
    atRest: [
      line('natHour', HOURS_OF_MONTH, 'estimated'),
      line('natTraffic', (2 * MINUTES_OF_MONTH * GUESSES.bytesOfCall) / GB, 'estimated'),
    ],
    ofDrop: (files) => [line('natTraffic', (callsOf(files) * GUESSES.bytesOfCall) / GB, 'estimated')],
    kept: nothing,
    beside:
      'A gateway in each Availability Zone costs as often, and the public address of each 0.005 an hour. Endpoints instead cost 0.01 an hour for each service and zone, and nothing for S3 and DynamoDB; which there are is the VPC’s to say.',
  },
  dataEvents: {
    what: 'a trail of CloudTrail that keeps who read or wrote which object (`dataEvents`)',
    atRest: [],
    ofDrop: (files) => [line('dataEvent', s3RequestsOf(files), 'estimated')],
    kept: (files) => [line('s3Storage', (s3RequestsOf(files) * GUESSES.bytesOfRecord) / GB, 'estimated')],
    beside: 'Records are kept for `auditDays`. Whoever else reads the buckets makes events as well.',
  },
  accessLogs: {
    what: 'logs of S3 who accessed the buckets (`accessLogs`)',
    atRest: [],
    ofDrop: nothing,
    kept: (files) => [line('s3Storage', (s3RequestsOf(files) * GUESSES.bytesOfLogLine) / GB, 'estimated')],
    beside: 'To write them costs nothing. Lines are kept for `auditDays`.',
  },
  tracing: {
    what: 'traces of the functions in X-Ray (`tracing`)',
    atRest: [line('trace', 3 * MINUTES_OF_MONTH, 'estimated')],
    ofDrop: (files) => [line('trace', countedFor(files, 'invocations'), 'estimated')],
    kept: nothing,
    beside:
      'At most: Lambda samples where there are more than one a second. Traces that are looked at cost as well.',
  },
  dashboard: {
    what: 'a dashboard in CloudWatch (`dashboard`)',
    atRest: [line('dashboard', 1, 'counted')],
    ofDrop: nothing,
    kept: nothing,
    beside: 'An account’s first three cost nothing.',
  },
};

export const COSTLY_OPTIONS = Object.keys(OPTIONS) as CostlyOption[];
