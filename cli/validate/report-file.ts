import { rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file that is written at the end of a run; what was there before stays until then. */
export interface ReportFile {
  /** Puts the page in place. @throws the error of the file system, such as ENOSPC; then nothing is left of it */
  write: (page: string) => Promise<void>;
  /** Leaves nothing, where nothing was written. */
  discard: () => Promise<void>;
}

/**
 * Opens a report, for its owner alone: it may hold values of the data. That it cannot be written is better known before the
 * work than behind it.
 * @throws the error of the file system, such as ENOENT
 */
export async function openReportFile(path: string): Promise<ReportFile> {
  const unfinished = `${path}.${process.pid}.part`;
  const file = await open(unfinished, 'wx', 0o600).catch((error: unknown) => {
    // What the person named stands in the error: a new file that has no place lacks the folder above it.
    const { code } = error as NodeJS.ErrnoException;
    throw Object.assign(error as Error, { path: code === 'ENOENT' ? dirname(path) : path });
  });
  let isPlaced = false;
  // A second Ctrl-C ends the process at once.
  const removeAtExit = (): void => {
    rmSync(unfinished, { force: true });
  };
  process.once('exit', removeAtExit);
  const discard = async (): Promise<void> => {
    process.off('exit', removeAtExit);
    if (isPlaced) return;
    await file.close();
    await rm(unfinished, { force: true });
  };
  return {
    discard,
    async write(page) {
      await file.writeFile(page);
      await file.close();
      await rename(unfinished, path);
      isPlaced = true;
    },
  };
}
