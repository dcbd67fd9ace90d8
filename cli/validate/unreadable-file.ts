import { openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { UnpackedFile } from './packed-file.ts';

const REASONS: Readonly<Record<string, string | undefined>> = {
  EACCES: 'the file may not be read by this user: change its permissions',
  EPERM: 'the file may not be read by this user: change its permissions',
  ENOENT: 'the file has gone since this began',
  EIO: 'the file cannot be read from its disk: copy it again',
};

/**
 * Takes an error of opening a file for the refusal of that file, so that the verdicts of others are not lost with it.
 * @throws the error itself where it is not about the file
 */
export const refusedWhere =
  (path: string | undefined) =>
  (error: unknown): UnpackedFile => {
    const { code = '', path: of } = error as NodeJS.ErrnoException;
    const reason = path !== undefined && of === path ? REASONS[code] : undefined;
    if (reason === undefined) throw error;
    return { file: openSync(devNull, 'r'), refusal: `${reason} (${code})` };
  };
