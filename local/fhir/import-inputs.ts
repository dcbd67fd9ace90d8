import { openSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { askMain } from './ask-main.ts';
import { fileRefusal } from './file-lines.ts';
import { RANGE_BYTES } from './file-range.ts';
import type { Checkpoint, ImportFile, ImportFiles } from './import-files.ts';
import { EMPTY_CHECKPOINT, sourceIdentity } from './import-files.ts';
import type { ImportAnswer, ImportQuestion } from './import-worker.ts';

/** An input file that was opened: what is left of it is read from its checkpoint on. */
export interface OpenInput extends ImportFile {
  file: number;
  source: string;
  /** Why it is no NDJSON at all, if it is none. */
  refusal: string | undefined;
  /** What the job's counters have of it. */
  counted: Checkpoint;
}

/** A part of an input: a range of its lines. */
export interface InputPart {
  input: OpenInput;
  from: number;
  to: number;
  isLast: boolean;
}

/**
 * Opens the files of a job that are not done, one after the other, and cuts them into parts. An empty file has one part, without a line.
 * @param onRefused called for a file that cannot be read
 */
export async function* inputParts(
  jobId: string,
  files: ImportFiles,
  main: MessagePort,
  onRefused: (file: ImportFile, why: string) => void,
): AsyncGenerator<InputPart, undefined> {
  let next = files.next(jobId);
  for (; next; next = files.next(jobId, next.ordinal)) {
    const opened = await open(main, next.key);
    if ('refused' in opened) onRefused(next, opened.refused);
    else yield* partsOf(inputOf(next, opened));
  }
  return undefined;
}

function* partsOf(input: OpenInput): Generator<InputPart> {
  const { size } = input;
  const length = input.refusal === undefined ? RANGE_BYTES : size;
  let from = input.checkpoint.position;
  do {
    const to = Math.min(from + length, size);
    yield { input, from, to, isLast: to === size };
    from = to;
  } while (from < size);
}

/** A file with other bytes behind its key than its checkpoint is of is read from its start again. */
function inputOf(listed: ImportFile, { file, path, size }: OpenFile): OpenInput {
  const source = sourceIdentity({ path, size });
  const isSame = listed.source === undefined || listed.source === source;
  const checkpoint = isSame ? listed.checkpoint : EMPTY_CHECKPOINT;
  const refusal = checkpoint.position === 0 ? fileRefusal(file) : undefined;
  return { ...listed, file, size, source, checkpoint, refusal, counted: listed.checkpoint };
}

interface OpenFile {
  file: number;
  path: string;
  size: number;
}

const OPEN_ATTEMPTS = 3;

/** Opens the object of a key. Its file may go between answer and opening, when a newer object replaces it. */
async function open(main: MessagePort, key: string): Promise<OpenFile | { refused: string }> {
  for (let attempt = 1; ; attempt++) {
    const answer = await askMain<ImportAnswer>(main, { ask: 'open', key } satisfies ImportQuestion);
    if ('refused' in answer) return answer;
    if (!('path' in answer)) throw new Error('The main thread did not say which file to read.');
    try {
      return { ...answer, file: openSync(answer.path, 'r') };
    } catch {
      if (attempt === OPEN_ATTEMPTS) return { refused: 'The object could not be read' };
    }
  }
}
