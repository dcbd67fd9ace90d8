/** What a drop of so many new files takes, from S3's events to its summary. */
export interface CountedDrop {
  files: number;
  invocations: number;
  dynamoDbWrite: number;
  dynamoDbRead: number;
  s3Write: number;
  s3Read: number;
  healthLakeCalls: number;
  busEvents: number;
  /** All calls up to the end of its job, without the summary. */
  callsToEnd: number;
}

/**
 * As `npm run bench -- --only imports` counts them, of files of one line in one folder that is read in place, in batches of a hundred
 * events. test/lib/costs/costs.test.ts counts the first two again.
 */
export const COUNTED: readonly [CountedDrop, CountedDrop, CountedDrop] = [
  {
    files: 1,
    invocations: 4,
    dynamoDbWrite: 35,
    dynamoDbRead: 7.5,
    s3Write: 6,
    s3Read: 5,
    healthLakeCalls: 4,
    busEvents: 3,
    callsToEnd: 33,
  },
  {
    files: 100,
    invocations: 4,
    dynamoDbWrite: 136,
    dynamoDbRead: 108,
    s3Write: 7,
    s3Read: 103,
    healthLakeCalls: 4,
    busEvents: 3,
    callsToEnd: 135,
  },
  {
    files: 10000,
    invocations: 103,
    dynamoDbWrite: 10732,
    dynamoDbRead: 10141,
    s3Write: 37,
    s3Read: 10004,
    healthLakeCalls: 4,
    busEvents: 3,
    callsToEnd: 10563,
  },
];

/** The most files of an import where the route does not say another number (`maxFiles`). */
const MOST_FILES = 100_000;

/** How many imports so many files of one drop make. */
export const importsOf = (files: number): number => Math.max(1, Math.ceil(files / MOST_FILES));

/** A number that was counted for three sizes, for any: what lies between and behind them is on their lines. */
export function countedFor(files: number, what: keyof CountedDrop): number {
  const imports = importsOf(files);
  const filesOfImport = files / imports;
  const [one, hundred, many] = COUNTED;
  const [from, to] = filesOfImport <= hundred.files ? [one, hundred] : [hundred, many];
  const each = (to[what] - from[what]) / (to.files - from.files);
  return (from[what] + each * (filesOfImport - from.files)) * imports;
}
