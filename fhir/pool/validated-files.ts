import { closeSync } from 'node:fs';
import { invalidJson } from '../json/invalid-json.ts';
import { RANGE_BYTES } from '../ndjson/file-range.ts';
import type { ValidatedRange } from '../validate/validate-range.ts';
import { NO_LINES, refusedFile } from '../validate/validate-range.ts';
import type { ValidateAnswer } from './validate-on-request.ts';
import type { ValidatorPool } from './validator-pool.ts';

/** A file whose lines are to be validated. */
export interface FileToValidate {
  /** Open; it is closed here. */
  file: number;
  /** Bytes. */
  size: number;
  /** Where the first line to validate begins. */
  from: number;
  /** Why it is not NDJSON at all, if it is not (not-ndjson.ts). */
  refusal: string | undefined;
}

/** A part of a file with its verdicts. */
export interface ValidatedPart<Input extends FileToValidate> {
  input: Input;
  /** Valid until the next part is taken. */
  range: ValidatedRange;
  /** Where the part ends in the file. */
  to: number;
  isLast: boolean;
}

/** A part whose answer is on its way. */
interface PendingPart<Input extends FileToValidate> {
  input: Input;
  from: number;
  to: number;
  answer: Promise<ValidateAnswer>;
}

/**
 * Validates files part by part, several parts at once where there are threads for it, and yields them in the order of the
 * files and their lines. Memory does not grow with the files. A file without lines has one part, too.
 * @param ahead how many parts are validated, or wait for it, while one is used
 */
export async function* validatedFiles<Input extends FileToValidate>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  pool: ValidatorPool,
  ahead: number,
): AsyncGenerator<ValidatedPart<Input>, void> {
  const open = new Set<number>();
  const parts = partsOf(inputs, pool, open);
  const waiting: PendingPart<Input>[] = [];
  try {
    for (;;) {
      for (let next; waiting.length < ahead && !(next = await parts.next()).done;) waiting.push(next.value);
      const [part] = waiting;
      if (!part) return;
      const { input, from, to } = part;
      const answer = await part.answer;
      // Large ones are in memory one at a time: what waits behind is small.
      const range = 'isLarge' in answer ? await pool.validateLarge({ file: input.file, from, to }) : answer;
      yield { input, range, to, isLast: to === input.size };
      pool.giveBack(range);
      waiting.shift();
      if (to === input.size) {
        closeSync(input.file);
        open.delete(input.file);
      }
    }
  } finally {
    // Files are closed only when no thread reads them any more.
    await Promise.allSettled(waiting.map(({ answer }) => answer));
    for (const file of open) closeSync(file);
  }
}

async function* partsOf<Input extends FileToValidate>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  pool: ValidatorPool,
  open: Set<number>,
): AsyncGenerator<PendingPart<Input>, undefined> {
  for await (const input of inputs) {
    const { file, size, refusal } = input;
    open.add(file);
    let { from } = input;
    if (refusal !== undefined || from === size) {
      const range = refusal === undefined ? NO_LINES : refusedFile(size, invalidJson(refusal));
      yield { input, from, to: size, answer: Promise.resolve(range) };
      continue;
    }
    for (; from < size; from += RANGE_BYTES) {
      const to = Math.min(from + RANGE_BYTES, size);
      yield { input, from, to, answer: pool.validate({ file, from, to }) };
    }
  }
  return undefined;
}
