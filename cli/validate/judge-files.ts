import { closeSync, fstatSync } from 'node:fs';
import { fileRefusal } from '../../local/fhir/file-lines.ts';
import { RANGE_BYTES } from '../../local/fhir/file-range.ts';
import { invalidJson } from '../../local/fhir/invalid-json.ts';
import type { JudgedRange } from '../../local/fhir/judge-range.ts';
import { NOTHING, refusedFile } from '../../local/fhir/judge-range.ts';
import type { Judging, RangeToJudge } from '../../local/fhir/judging.ts';
import type { JudgeAnswer } from '../../local/fhir/range-judge.ts';
import type { InputFile } from './input-files.ts';

/** What came of a part of a file. */
export interface JudgedPart {
  file: InputFile;
  judged: JudgedRange;
  /** Bytes of the file that are judged by now. */
  read: number;
}

/** A part of a file, on its way. */
interface Part {
  file: InputFile;
  range: RangeToJudge;
  judged: Promise<JudgeAnswer>;
  isLast: boolean;
}

/** Parts that are judged or wait for it while another one is told of. */
const AHEAD = 16;

/**
 * Judges files part by part, several at once where there are threads for it, and tells of the parts in their order.
 * Memory does not grow with the files.
 */
export async function* judgeFiles(
  files: readonly InputFile[],
  judging: Judging,
): AsyncGenerator<JudgedPart, void> {
  const parts = partsOf(files, judging);
  const ahead: Part[] = [];
  try {
    for (;;) {
      for (let next; ahead.length < AHEAD && !(next = parts.next()).done;) ahead.push(next.value);
      const part = ahead[0];
      if (!part) return;
      const answer = await part.judged;
      const judged = 'isLarge' in answer ? await judging.judgeLarge(part.range) : answer;
      yield { file: part.file, judged, read: part.range.to };
      judging.giveBack(judged);
      ahead.shift();
      if (part.isLast) closeSync(part.range.file);
    }
  } finally {
    // Whoever judges lets go of the files first.
    await Promise.allSettled(ahead.map(({ judged }) => judged));
    for (const { isLast, range } of ahead) if (isLast) closeSync(range.file);
  }
}

function* partsOf(files: readonly InputFile[], judging: Judging): Generator<Part, undefined> {
  for (const input of files) {
    const file = input.open();
    const { size } = fstatSync(file);
    const refusal = fileRefusal(file);
    const whole = { file: input, range: { file, from: 0, to: size }, isLast: true };
    if (refusal !== undefined)
      yield { ...whole, judged: Promise.resolve(refusedFile(size, invalidJson(refusal))) };
    else if (size === 0) yield { ...whole, judged: Promise.resolve(NOTHING) };
    else
      for (let from = 0; from < size; from += RANGE_BYTES) {
        const range = { file, from, to: Math.min(from + RANGE_BYTES, size) };
        yield { file: input, range, judged: judging.judge(range), isLast: range.to === size };
      }
  }
  return undefined;
}
