import { adviceOnRejection } from '../../events/index.ts';
import { classify } from '../../lib/arrivals/index.ts';
import type { InputFile } from './input-files.ts';

/** A file whose name a drop would reject or leave alone. */
export interface RejectedName {
  file: string;
  /** As in the "Import File Rejected" event. */
  reason: string;
  advice: string;
}

/**
 * Which files a drop would not import for their names alone: of those that were named any, of a folder those that end in .NDJSON and those with
 * hidden names, as macOS and Spark leave them behind. What else of a folder is none to import is passed over, or told as packed.
 */
export const rejectedNames = (
  files: readonly Pick<InputFile, 'name' | 'key' | 'isNamed'>[],
): RejectedName[] =>
  files.flatMap(({ name: file, key, isNamed }) => {
    const found = key === undefined ? undefined : classify(key, 1);
    if (found?.kind === 'rejected' && (isNamed || found.reason !== 'compressed'))
      return [{ file, reason: found.reason, advice: adviceOnRejection(found.reason, file) }];
    return found?.kind === 'hidden' ? [{ file, reason: 'hidden', advice: HIDDEN }] : [];
  });

const HIDDEN =
  'Drop it under a name that begins with neither _ nor a dot: what has such a name is left alone.';
