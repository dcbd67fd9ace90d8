import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How the name of a folder begins whose content nobody keeps, and the file in it that says so. */
const PREFIX = 'inlet-';
const MARK = 'temporary';

/**
 * A folder for the time that this process lives, its user's alone. When the process ends it is removed, by whatever signal it ends: a
 * shell waits for that, which has nothing to do until the pipe to it is closed, and is not reached by signals to the terminal or the group.
 * @returns the folder, and what removes it earlier
 */
export function makeTemporaryFolder(): { folder: string; remove: () => void } {
  const folder = join(tmpdir(), PREFIX + randomUUID());
  // Before it is there: a signal may come between the two.
  const stopWatch = removeAtEnd(folder);
  mkdirSync(folder, { mode: 0o700 });
  // A process that ends at once, as by a second Ctrl-C, has no time to close what it has open.
  const remove = (): void => {
    removeWhole(folder);
  };
  process.once('exit', remove);
  return {
    folder,
    remove() {
      process.off('exit', remove);
      remove();
      stopWatch();
    },
  };
}

/**
 * Removes a folder that another local cloud may be removing, too: one that starts takes it for abandoned as soon as its lock is let go.
 * What goes under its hands then is an ENOENT of `rmSync`, even with `force`.
 */
export function removeWhole(folder: string, rm: typeof rmSync = rmSync, triesLeft = 10): void {
  try {
    rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || triesLeft === 0) throw error;
    removeWhole(folder, rm, triesLeft - 1);
  }
}

const WATCH = 'while read -r _; do :; done; rm -rf -- "$FOLDER"';

function removeAtEnd(folder: string): () => void {
  const watch = spawn('/bin/sh', ['-c', WATCH], {
    cwd: '/',
    detached: true,
    env: { FOLDER: folder, PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Where there is no such shell, the next local cloud removes what a killed one left.
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  watch.unref();
  (watch.stdin as unknown as { unref?: () => void }).unref?.();
  return () => {
    watch.stdin.end();
  };
}

/** Marks a temporary folder as one that may go when its owner is gone. */
export const markTemporary = (folder: string): void => {
  writeFileSync(join(folder, MARK), '', { mode: 0o600 });
};

/**
 * Removes the temporary folders of local clouds that are gone, as after a loss of power.
 * @param take takes the lock of a folder, and throws where its owner lives; what it returns lets it go
 */
export function removeAbandoned(take: (folder: string) => { close: () => void }): void {
  for (const name of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), name);
    if (!name.startsWith(PREFIX) || !existsSync(join(folder, MARK))) continue;
    try {
      const lock = take(folder);
      rmSync(folder, { recursive: true, force: true });
      lock.close();
    } catch {
      // Somebody's that lives, or of another user.
    }
  }
}
