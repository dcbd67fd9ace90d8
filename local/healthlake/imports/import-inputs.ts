import { openSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { askMain } from '../jobs/worker-messages.ts';
import type { Checkpoint, ImportFile, ImportFiles } from './import-files.ts';
import { EMPTY_CHECKPOINT, isOfSource, sourceIdentity } from './import-files.ts';
import type { ImportAnswer, ImportQuestion } from './import-order.ts';
import type { FileToValidate } from '../../../fhir/index.ts';
import { fileRefusal } from '../../../fhir/index.ts';

/** An input file that was opened: what is left of it is read from its checkpoint on. */
export interface ImportInput extends ImportFile, FileToValidate {
  source: string;
  /** What the job's counters have of it. */
  counted: Checkpoint;
}

/**
 * Opens the files of a job that are not done, one after the other.
 * @param onRefused called for a file that cannot be read
 */
export async function* importInputs(
  jobId: string,
  files: ImportFiles,
  main: MessagePort,
  onRefused: (file: ImportFile, why: string) => void,
): AsyncGenerator<ImportInput> {
  let next = files.next(jobId);
  for (; next; next = files.next(jobId, next.ordinal)) {
    const opened = await open(main, next.key);
    if ('refused' in opened) onRefused(next, opened.refused);
    else yield inputOf(next, opened);
  }
}

/** A file with other bytes behind its key than its checkpoint is of is read from its start again. */
function inputOf(listed: ImportFile, { file, path, size }: OpenFile): ImportInput {
  const source = sourceIdentity({ path, size });
  const isSame = listed.source === undefined || isOfSource(listed.source, source);
  const checkpoint = isSame ? listed.checkpoint : EMPTY_CHECKPOINT;
  const from = checkpoint.position;
  const refusal = from === 0 ? fileRefusal(file) : undefined;
  return { ...listed, file, size, from, refusal, source, checkpoint, counted: listed.checkpoint };
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
