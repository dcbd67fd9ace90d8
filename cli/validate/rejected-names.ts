import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { rejectionAdvice } from '../../events/index.ts';
import { classify } from '../../lib/arrivals/index.ts';

/** A file of the command line whose name a drop would reject. */
export interface RejectedName {
  file: string;
  /** As in the "Import File Rejected" event. */
  reason: string;
  advice: string;
}

/** Which of the files that were named, beside folders and pipes, a drop would reject for their names alone. */
export function rejectedNames(paths: readonly string[]): RejectedName[] {
  return paths.flatMap((file) => {
    if (file === '-' || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return [];
    const found = classify(basename(file), 1);
    if (found.kind === 'rejected')
      return [{ file, reason: found.reason, advice: rejectionAdvice[found.reason] }];
    if (found.kind === 'hidden')
      return [
        {
          file,
          reason: 'hidden',
          advice:
            'Drop it under a name that begins with neither _ nor a dot: what has such a name is left alone.',
        },
      ];
    return [];
  });
}
