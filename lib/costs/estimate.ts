import type { CountedDrop } from './counted.ts';
import { COUNTED } from './counted.ts';
import type { PricedThing } from './prices.ts';
import { PRICES } from './prices.ts';

/** So much of one thing, and what it costs. */
export interface CostLine {
  thing: PricedThing;
  amount: number;
  usd: number;
  /** `counted`: by the bench, and the ledger. `estimated`: by what is said beside {@link GUESSES}. */
  basis: 'counted' | 'estimated';
}

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
} as const;

/** Alarms of stage dev; test/template/alarms-and-dashboard.test.ts counts them. */
export const ALARMS = 38;

/** The most files of an import where the route does not say another number (`maxFiles`). */
const MOST_FILES = 100_000;

const MINUTES_OF_MONTH = 43_800;
const HOURS_OF_MONTH = 730;
const GB = 1e9;

const line = (thing: PricedThing, amount: number, basis: CostLine['basis']): CostLine => ({
  thing,
  amount,
  usd: (amount / PRICES[thing].per) * PRICES[thing].usd,
  basis,
});

/** A number that was counted for three sizes, for any: what lies between and behind them is on their lines. */
function countedFor(files: number, of: (drop: CountedDrop) => number): number {
  const [one, hundred, many] = COUNTED;
  const [from, to] = files <= hundred.files ? [one, hundred] : [hundred, many];
  const each = (of(to) - of(from)) / (to.files - from.files);
  return of(from) + each * (files - from.files);
}

/** What a drop of new files costs that is read in place, from its events to its summary. */
export function estimateDrop(files: number): CostLine[] {
  const imports = Math.max(1, Math.ceil(files / MOST_FILES));
  const counted = (of: (drop: CountedDrop) => number): number => countedFor(files / imports, of) * imports;
  return [
    line(
      'dynamoDbWrite',
      counted(({ dynamoDbWrite }) => dynamoDbWrite),
      'counted',
    ),
    line(
      'dynamoDbRead',
      counted(({ dynamoDbRead }) => dynamoDbRead),
      'counted',
    ),
    line(
      's3Write',
      counted(({ s3Write }) => s3Write),
      'counted',
    ),
    line(
      's3Read',
      counted(({ s3Read }) => s3Read),
      'counted',
    ),
    line(
      'busEvent',
      counted(({ busEvents }) => busEvents),
      'counted',
    ),
    line(
      'lambdaRequest',
      counted(({ invocations }) => invocations),
      'counted',
    ),
    line('objectEvent', files, 'counted'),
    line('sqs', (files + imports) * GUESSES.sqsOfMessage, 'estimated'),
    line('lambdaTime', files * GUESSES.gbSecondsOfFile + imports * GUESSES.gbSecondsOfImport, 'estimated'),
    line('logs', logBytesOf(files, imports) / GB, 'estimated'),
    line('kmsRequest', files * GUESSES.kmsOfFile + imports * GUESSES.kmsOfImport, 'estimated'),
  ];
}

const logBytesOf = (files: number, imports: number): number =>
  files * GUESSES.logBytesOfFile + imports * GUESSES.logBytesOfImport;

/**
 * What it costs to keep for a month what imports have left: the dropped files in the inbox, their rows and their log lines. Copies, results and earlier
 * versions of files come to it for as long as the stage's parameters say.
 */
export function estimateKept(imports: readonly { files: number; bytes: number }[]): CostLine[] {
  const sum = (of: (one: { files: number; bytes: number }) => number): number =>
    imports.reduce((total, one) => total + of(one), 0);
  const files = sum((one) => one.files);
  return [
    line('s3Storage', sum(({ bytes }) => bytes) / GB, 'counted'),
    line('dynamoDbStorage', (files * GUESSES.ledgerBytesOfFile) / GB, 'estimated'),
    line('logStorage', logBytesOf(files, imports.length) / GB, 'estimated'),
  ];
}

/** The same of imports, one after the other. */
export const estimateImports = (imports: readonly { files: number }[]): CostLine[] =>
  added(imports.flatMap(({ files }) => estimateDrop(files)));

/** What a stage with one data store costs a month in which nothing happens. */
export const estimateAtRest = (): CostLine[] => [
  line('dataStore', HOURS_OF_MONTH, 'counted'),
  line('dynamoDbRead', 2 * MINUTES_OF_MONTH * 0.5, 'counted'),
  line('lambdaRequest', 3 * MINUTES_OF_MONTH, 'counted'),
  line('key', 1, 'counted'),
  line('lambdaTime', 3 * MINUTES_OF_MONTH * GUESSES.gbSecondsOfIdleCall, 'estimated'),
  line('logs', (3 * MINUTES_OF_MONTH * GUESSES.logBytesOfIdleCall) / GB, 'estimated'),
  line('sqs', GUESSES.sqsPollsOfMinute * MINUTES_OF_MONTH, 'estimated'),
  line('alarm', ALARMS, 'counted'),
  line('kmsRequest', GUESSES.kmsOfIdleHour * HOURS_OF_MONTH, 'estimated'),
  line('metric', GUESSES.metrics, 'estimated'),
];

/** What the identity provider costs for so many tokens. */
export const estimateTokens = (tokens: number): CostLine[] => [
  line('lambdaRequest', tokens, 'counted'),
  line('lambdaTime', tokens * GUESSES.gbSecondsOfToken, 'estimated'),
  line('logs', (tokens * GUESSES.logBytesOfToken) / GB, 'estimated'),
];

function added(lines: readonly CostLine[]): CostLine[] {
  const sums = new Map<string, CostLine>();
  for (const one of lines) {
    const id = `${one.thing} ${one.basis}`;
    const sum = sums.get(id);
    sums.set(id, sum ? line(one.thing, sum.amount + one.amount, one.basis) : one);
  }
  return [...sums.values()];
}

/** US dollars. */
export const sumOf = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
