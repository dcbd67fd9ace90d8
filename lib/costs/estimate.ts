import type { CostLine } from './cost-line.ts';
import { GB, HOURS_OF_MONTH, MINUTES_OF_MONTH, added, line } from './cost-line.ts';
import { countedFor, importsOf } from './counted.ts';
import type { CostlyOption } from './options.ts';
import { OPTIONS } from './options.ts';

/** What is not counted: nobody has measured it on AWS. */
const GUESSES = {
  /** GB-seconds of the functions for each file, and for each import. */
  gbSecondsOfFile: 0.03,
  gbSecondsOfImport: 8,
  /** Bytes of log lines for each file, and for each import. */
  logBytesOfFile: 700,
  logBytesOfImport: 15_000,
  /** A file's row and its share of its batch, bytes. */
  ledgerBytesOfFile: 600,
  /**
   * Requests to KMS: a bucket's key serves its objects for a while (`BucketKeyEnabled`), queues and tables keep a data key for five minutes,
   * and a function that starts decrypts its environment.
   */
  kmsOfFile: 0.01,
  kmsOfImport: 40,
  kmsOfIdleHour: 20,
  /** Requests of a message: sent, and received and deleted by tens. */
  sqsOfMessage: 1.2,
  /** An idle call of each of the three functions, GB-seconds and bytes of log lines. */
  gbSecondsOfIdleCall: 0.1,
  logBytesOfIdleCall: 2_000,
  /** Lambda asks each of four queues fifteen times a minute. */
  sqsPollsOfMinute: 4 * 15,
  metrics: 30,
  /** A warm answer of the identity provider with a gigabyte. */
  gbSecondsOfToken: 0.01,
  logBytesOfToken: 700,
  /** A question to an introspection endpoint, with the token and what TLS adds. */
  bytesOfIntrospection: 2_000,
} as const;

/** Alarms of stage dev; test/template/alarms-and-dashboard.test.ts counts them. */
export const ALARMS = 38;

/** What is priced as it is counted of a drop. */
const COUNTED_THINGS = [
  ['dynamoDbWrite', 'dynamoDbWrite'],
  ['dynamoDbRead', 'dynamoDbRead'],
  ['s3Write', 's3Write'],
  ['s3Read', 's3Read'],
  ['busEvent', 'busEvents'],
  ['lambdaRequest', 'invocations'],
] as const;

/** What a drop of new files costs that is read in place, from its events to its summary. @param has what the stage has beside */
export function estimateDrop(files: number, has: readonly CostlyOption[] = []): CostLine[] {
  const imports = importsOf(files);
  return added([
    ...COUNTED_THINGS.map(([thing, what]) => line(thing, countedFor(files, what), 'counted')),
    line('objectEvent', files, 'counted'),
    line('sqs', (files + imports) * GUESSES.sqsOfMessage, 'estimated'),
    line('lambdaTime', files * GUESSES.gbSecondsOfFile + imports * GUESSES.gbSecondsOfImport, 'estimated'),
    line('logs', logBytesOf(files, imports) / GB, 'estimated'),
    line('kmsRequest', files * GUESSES.kmsOfFile + imports * GUESSES.kmsOfImport, 'estimated'),
    ...has.flatMap((option) => OPTIONS[option].ofDrop(files)),
  ]);
}

const logBytesOf = (files: number, imports: number): number =>
  files * GUESSES.logBytesOfFile + imports * GUESSES.logBytesOfImport;

/**
 * What it costs to keep for a month what imports have left: the dropped files in the inbox, their rows and their log lines. Copies, results and earlier
 * versions of files come to it for as long as the stage's parameters say.
 */
export function estimateKept(
  imports: readonly { files: number; bytes: number }[],
  has: readonly CostlyOption[] = [],
): CostLine[] {
  const sum = (of: (one: { files: number; bytes: number }) => number): number =>
    imports.reduce((total, one) => total + of(one), 0);
  const files = sum((one) => one.files);
  return added([
    line('s3Storage', sum(({ bytes }) => bytes) / GB, 'counted'),
    line('dynamoDbStorage', (files * GUESSES.ledgerBytesOfFile) / GB, 'estimated'),
    line('logStorage', logBytesOf(files, imports.length) / GB, 'estimated'),
    ...has.flatMap((option) => OPTIONS[option].kept(files)),
  ]);
}

/** The same of imports, one after the other. */
export const estimateImports = (
  imports: readonly { files: number }[],
  has: readonly CostlyOption[] = [],
): CostLine[] => added(imports.flatMap(({ files }) => estimateDrop(files, has)));

/** What a stage with one data store costs a month in which nothing happens. @param alarms how many it has, where that is known */
export const estimateAtRest = (has: readonly CostlyOption[] = [], alarms = ALARMS): CostLine[] => [
  line('dataStore', HOURS_OF_MONTH, 'counted'),
  line('dynamoDbRead', 2 * MINUTES_OF_MONTH * 0.5, 'counted'),
  line('lambdaRequest', 3 * MINUTES_OF_MONTH, 'counted'),
  line('key', 1, 'counted'),
  line('lambdaTime', 3 * MINUTES_OF_MONTH * GUESSES.gbSecondsOfIdleCall, 'estimated'),
  line('logs', (3 * MINUTES_OF_MONTH * GUESSES.logBytesOfIdleCall) / GB, 'estimated'),
  line('sqs', GUESSES.sqsPollsOfMinute * MINUTES_OF_MONTH, 'estimated'),
  line('alarm', alarms, 'counted'),
  line('kmsRequest', GUESSES.kmsOfIdleHour * HOURS_OF_MONTH, 'estimated'),
  line('metric', GUESSES.metrics, 'estimated'),
  ...has.flatMap((option) => OPTIONS[option].atRest),
];

/** What the identity provider costs for so many tokens. */
export const estimateTokens = (tokens: number): CostLine[] => [
  line('lambdaRequest', tokens, 'counted'),
  line('lambdaTime', tokens * GUESSES.gbSecondsOfToken, 'estimated'),
  line('logs', (tokens * GUESSES.logBytesOfToken) / GB, 'estimated'),
];

/** What it costs that so many bytes are read from outside AWS: within a Region nothing does. */
export const estimateLeaving = (bytes: number): CostLine[] => [line('transferOut', bytes / GB, 'counted')];

/** The same of what an introspection endpoint on the internet is asked for so many tokens. */
export const estimateIntrospection = (tokens: number): CostLine[] => [
  line('transferOut', (tokens * GUESSES.bytesOfIntrospection) / GB, 'estimated'),
];
