import { createHash } from 'node:crypto';
import { FixableError } from '../../errors/index.ts';
import type { Arrival } from '../ledger/index.ts';
import { inS3Order } from '../s3/index.ts';
import type { Route } from '../routes/index.ts';

/** One file of a plan. */
export type PlannedFile = Pick<Arrival, 'key' | 'versionId' | 'sequencer' | 'size' | 'etag' | 'isFirst'>;

/** Names one write of a key among those of a bucket. */
export const writeIdOf = ({ key, sequencer }: Pick<PlannedFile, 'key' | 'sequencer'>): string =>
  `${sequencer}#${key}`;

/** What a plan says besides its files. */
export interface PlanHeader {
  bucket: string;
  datastoreId: string;
  route: string;
  drop: string;
}

/** A frozen list of files, with the names that follow from it. */
export interface Plan extends PlanHeader {
  importId: string;
  sha256: string;
  bytes: number;
  files: PlannedFile[];
}

/** What one plan may hold. */
export type PlanLimits = Pick<Route, 'maxFiles' | 'maxBytes'>;

/**
 * Collects files, oldest first, into as few plans as the limits allow, one at a time, so that a drop of any size can
 * be planned. A file larger than the limit is a plan of its own.
 */
export function createPortion<File extends Pick<PlannedFile, 'key' | 'size'>>(limits: PlanLimits) {
  let files: File[] = [];
  let bytes = 0;
  const take = (): File[] => {
    const taken = files.sort((a, b) => inS3Order(a.key, b.key));
    files = [];
    bytes = 0;
    return taken;
  };
  return {
    /** Adds a file; returns the portion that was full without it. */
    add(file: File): File[] | undefined {
      const isFull =
        files.length > 0 && (files.length >= limits.maxFiles || bytes + file.size > limits.maxBytes);
      const full = isFull ? take() : undefined;
      files.push(file);
      bytes += file.size;
      return full;
    },
    /** What is left, which no file filled up. */
    rest: (): File[] | undefined => (files.length > 0 ? take() : undefined),
  };
}

/** Divides files, oldest first, into portions for one plan each; within a portion they are in S3's order of keys. */
export function portions<File extends Pick<PlannedFile, 'key' | 'size'>>(
  files: Iterable<File>,
  limits: PlanLimits,
): File[][] {
  const portion = createPortion<File>(limits);
  const plans: File[][] = [];
  for (const file of files) plans.push(...toList(portion.add(file)));
  return [...plans, ...toList(portion.rest())];
}

const toList = <Item>(item: Item | undefined): Item[] => (item === undefined ? [] : [item]);

/**
 * Freezes a plan. Everything that follows is a function of its text: the importId, so that a run that
 * died after writing it writes the same one again, and the ClientToken.
 * @returns the plan, and its text as UTF-8: of a million files it is longer than a string of JavaScript may be
 */
export function freeze(header: PlanHeader, files: PlannedFile[]): { plan: Plan; text: Buffer } {
  const text = ndjsonOf([header, ...files]);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return { plan: { ...header, importId: `imp-${sha256.slice(0, 24)}`, sha256, bytes, files }, text };
}

/** What a line takes at most, unless its key is long. What nobody writes of a buffer takes no memory. */
const LINE_BYTES = 512;

/** A unit of a string takes so many bytes of UTF-8 at most. */
const MOST_BYTES_OF_UNIT = 3;

/** Lines of JSON, each made once, in one buffer: what they would take as strings as well, large plans have no memory for. */
function ndjsonOf(lines: readonly object[]): Buffer {
  let text = Buffer.allocUnsafe(lines.length * LINE_BYTES);
  let end = 0;
  for (const line of lines) {
    const json = `${JSON.stringify(line)}\n`;
    const needed = end + json.length * MOST_BYTES_OF_UNIT;
    if (needed > text.length) text = enlarged(text.subarray(0, end), needed * 2);
    end += text.write(json, end);
  }
  return text.subarray(0, end);
}

function enlarged(bytes: Uint8Array, size: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(size);
  larger.set(bytes);
  return larger;
}

/**
 * The form of plans that this version writes. A header without `format` has form 1: its text, of which the importId and the ClientToken
 * are made, stays what it was.
 */
const PLAN_FORMAT = 1;

/** Reads a frozen plan back. @throws Error where the text is not what its sha256 says, FixableError PlanIsNewer */
export function thaw(text: Uint8Array, sha256: string): { header: PlanHeader; files: PlannedFile[] } {
  const found = createHash('sha256').update(text).digest('hex');
  if (found !== sha256) throw new Error(`the plan's text has sha256 ${found}, the ledger says ${sha256}`);
  const lines = parsedLines(text);
  const { format = 1, ...header } = lines.next().value as PlanHeader & { format?: number };
  if (format > PLAN_FORMAT)
    throw new FixableError(
      'PlanIsNewer',
      `The plan has format ${format}, and this version of Inlet reads formats up to ${PLAN_FORMAT}: deploy the version that wrote it, or a later one.`,
      { actual: format, expected: PLAN_FORMAT },
    );
  return { header, files: [...(lines as Iterable<PlannedFile>)] };
}

const LINE_FEED = 10;

function* parsedLines(text: Uint8Array): Generator<unknown, undefined> {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  for (let begin = 0; begin < bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, begin);
    const end = found < 0 ? bytes.length : found;
    if (end > begin) yield JSON.parse(bytes.toString('utf8', begin, end));
    begin = end + 1;
  }
  return undefined;
}

/** Where a plan lies in the work bucket. */
export const planKeyOf = (importId: string): string => `plans/${importId}.ndjson`;

/**
 * The ClientToken of an import's start: 64 hexadecimal characters that depend on the store's identity, the
 * plan and the number of the run alone, so that every repetition of a start sends the same token
 * (API reference, StartFHIRImportJob: 1 to 64 of [a-zA-Z0-9-]).
 */
export const clientTokenOf = (datastoreId: string, planSha256: string, run: number): string =>
  createHash('sha256')
    .update(JSON.stringify([datastoreId, planSha256, run]))
    .digest('hex');
