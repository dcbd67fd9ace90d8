import type { ObjectSource, SimulatedObject } from './object-source.ts';

/** What a job is to have as results: each input file has one file of lines that were imported, and one of those that failed. */
export interface ResultShape {
  /** The job's folder of results, with its closing "/". */
  folder: string;
  /** Input files: their names below what the job read, in S3's order, and the lines of each. */
  files: { name: string; lines: number }[];
  /** Of so many lines one has failed. */
  failsOneOf: number;
  /** Makes the ids of one job's resources others than another's. */
  job: number;
  at: number;
}

/** Lines are made so many at a time. */
const PIECE_LINES = 4096;

/**
 * Lines of HealthLake's results (Developer Guide, "Importing FHIR data") of the same length each, so that sizes are known beforehand:
 * numbers stand in fields of a width of their own.
 */
const NUMBER_WIDTH = 10;
const blank = ' '.repeat(NUMBER_WIDTH);
const zeros = '0'.repeat(NUMBER_WIDTH);
const LINES = {
  SUCCESS: `{"lineId":${blank},"UpdateResourceResponse":{"jsonBlob":{"resourceType":"Observation","id":"${zeros}-${zeros}","meta":{"versionId":"1","lastUpdated":"2026-01-05T12:00:00.000Z"}},"statusCode":201}}\n`,
  FAILURE: `{"lineId":${blank},"UpdateResourceResponse":{"jsonBlob":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"invalid","diagnostics":"Observation.status: minimum required = 1, but only found 0 (${zeros}-${zeros})","location":["Observation"]}]},"statusCode":400}}\n`,
} as const;
type Folder = keyof typeof LINES;

const MANIFEST = 'Manifest.json';

/** The results of a job, of which nothing is held. */
export function resultFiles({ folder, files, failsOneOf, job, at }: ResultShape): ObjectSource {
  const failed = (lines: number): number => Math.ceil(lines / failsOneOf);
  const linesIn = (kind: Folder, lines: number): number =>
    kind === 'FAILURE' ? failed(lines) : lines - failed(lines);
  const all = files.reduce((sum, { lines }) => sum + lines, 0);
  const allFailed = files.reduce((sum, { lines }) => sum + failed(lines), 0);
  const manifest = Buffer.from(
    JSON.stringify({
      numberOfScannedFiles: files.length,
      numberOfFilesImported: files.length,
      numberOfResourcesScanned: all,
      numberOfResourcesImportedSuccessfully: all - allFailed,
      numberOfResourcesWithCustomerError: allFailed,
      numberOfResourcesWithServerError: 0,
    }),
  );
  /** FAILURE/, the manifest, SUCCESS/: in the order of keys. */
  const partOf = (index: number): { kind: Folder; file: number } | undefined =>
    index === files.length
      ? undefined
      : index < files.length
        ? { kind: 'FAILURE', file: index }
        : { kind: 'SUCCESS', file: index - files.length - 1 };
  const about = { etag: '0'.repeat(32), versionId: null, lastModified: at };
  return {
    prefix: folder,
    count: files.length * 2 + 1,
    at(index): SimulatedObject {
      const part = partOf(index);
      if (!part) return { ...about, key: `${folder}${MANIFEST}`, size: manifest.length };
      const { name = '', lines = 0 } = files[part.file] ?? {};
      const size = linesIn(part.kind, lines) * LINES[part.kind].length;
      return { ...about, key: `${folder}${part.kind}/${name}`, size };
    },
    *read(index, from) {
      const part = partOf(index);
      if (!part) {
        yield manifest.subarray(from);
        return;
      }
      const { kind, file } = part;
      const lines = linesIn(kind, files[file]?.lines ?? 0);
      const bytes = LINES[kind].length;
      for (let first = Math.floor(from / bytes); first < lines; first += PIECE_LINES) {
        const count = Math.min(PIECE_LINES, lines - first);
        const piece = pieceOf(kind, first, count, { failsOneOf, job, file });
        yield first * bytes < from ? piece.subarray(from - first * bytes) : piece;
      }
    },
  };
}

function pieceOf(
  kind: Folder,
  first: number,
  count: number,
  { failsOneOf, job, file }: { failsOneOf: number; job: number; file: number },
): Buffer {
  const line = Buffer.from(LINES[kind], 'latin1');
  const piece = Buffer.alloc(line.length * count, line);
  const [lineAt, idAt] = [line.indexOf(blank), line.indexOf(`${zeros}-`)];
  const inFile = job * 100_000 + file;
  for (let index = 0; index < count; index += 1) {
    const position = first + index;
    const number = kind === 'FAILURE' ? position * failsOneOf : numberOfImported(position, failsOneOf);
    const begin = index * line.length;
    write(piece, begin + lineAt, number);
    write(piece, begin + idAt, inFile);
    write(piece, begin + idAt + NUMBER_WIDTH + 1, number);
  }
  return piece;
}

/** The first of every so many lines fails; the others follow each other. */
const numberOfImported = (position: number, failsOneOf: number): number =>
  position + Math.floor(position / (failsOneOf - 1)) + 1;

const ZERO = 48;

/** Writes digits so that they end where the field ends; what stands before them stays. */
function write(into: Buffer, field: number, number: number): void {
  let at = field + NUMBER_WIDTH - 1;
  let rest = number;
  do {
    into[at] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
    at -= 1;
  } while (rest > 0);
}
