import { closeSync } from 'node:fs';
import { RANGE_BYTES } from '../ndjson/file-range.ts';
import { invalidJson } from '../json/invalid-json.ts';
import type { ValidateAnswer } from './validate-on-request.ts';
import type { ValidatedRange } from '../validate/validate-range.ts';
import { NOTHING, refusedFile } from '../validate/validate-range.ts';
import type { ValidatorPool } from './validator-pool.ts';

/** A file whose lines are to be judged. */
export interface FileToValidate {
  /** Open; it is closed here. */
  file: number;
  /** Bytes. */
  size: number;
  /** Where the first line to judge begins. */
  from: number;
  /** Why it is no NDJSON at all, if it is none (not-ndjson.ts). */
  refusal: string | undefined;
}

/** What came of a part of a file. */
export interface ValidatedPart<Input extends FileToValidate> {
  input: Input;
  /** Valid until the next part is taken. */
  judged: ValidatedRange;
  /** Up to where the file is judged. */
  to: number;
  isLast: boolean;
}

/** A part of a file, on its way. */
interface Part<Input extends FileToValidate> {
  input: Input;
  from: number;
  to: number;
  answer: Promise<ValidateAnswer>;
}

/**
 * Judges files part by part, several parts at once where there are threads for it, and gives what came of them in the order of
 * the files and their lines. Memory does not grow with the files. A file without lines has one part, too.
 * @param ahead how many parts are judged, or wait for it, while one is used
 */
export async function* validatedFiles<Input extends FileToValidate>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  judging: ValidatorPool,
  ahead: number,
): AsyncGenerator<ValidatedPart<Input>, void> {
  const open = new Set<number>();
  const parts = partsOf(inputs, judging, open);
  const waiting: Part<Input>[] = [];
  try {
    for (;;) {
      for (let next; waiting.length < ahead && !(next = await parts.next()).done;) waiting.push(next.value);
      const [part] = waiting;
      if (!part) return;
      const { input, from, to } = part;
      const answer = await part.answer;
      // One at a time is in memory: what waits behind it is small.
      const range =
        'isLarge' in answer ? await judging.validateLarge({ file: input.file, from, to }) : answer;
      yield { input, judged: range, to, isLast: to === input.size };
      judging.giveBack(range);
      waiting.shift();
      if (to === input.size) {
        closeSync(input.file);
        open.delete(input.file);
      }
    }
  } finally {
    // Who judges lets go of the files first.
    await Promise.allSettled(waiting.map(({ answer }) => answer));
    for (const file of open) closeSync(file);
  }
}

async function* partsOf<Input extends FileToValidate>(
  inputs: Iterable<Input> | AsyncIterable<Input>,
  judging: ValidatorPool,
  open: Set<number>,
): AsyncGenerator<Part<Input>, undefined> {
  for await (const input of inputs) {
    const { file, size, refusal } = input;
    open.add(file);
    let { from } = input;
    if (refusal !== undefined || from === size) {
      const judged = refusal === undefined ? NOTHING : refusedFile(size, invalidJson(refusal));
      yield { input, from, to: size, answer: Promise.resolve(judged) };
      continue;
    }
    for (; from < size; from += RANGE_BYTES) {
      const to = Math.min(from + RANGE_BYTES, size);
      yield { input, from, to, answer: judging.validate({ file, from, to }) };
    }
  }
  return undefined;
}
