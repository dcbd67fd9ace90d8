import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FixableErrorOptions } from '../../errors/index.ts';
import { FixableError } from '../../errors/index.ts';

/** The state folder belongs to another local cloud that runs: the text says what to do. */
export class StateInUseError extends FixableError {
  override name = 'StateInUseError';

  constructor(message: string, options?: FixableErrorOptions) {
    super('StateInUse', message, options);
  }
}

/** Where a local cloud keeps everything. */
export interface StateFolder {
  folder: string;
  /** Lets the folder go, and removes it where it is a temporary one. */
  release: () => void;
}

/**
 * Takes a state folder (a temporary one where none is named) for this process alone, until it is released or the
 * process ends, however it ends: the lock is the operating system's, on a SQLite file. @throws StateInUseError
 */
export function takeStateFolder(named?: string): StateFolder {
  const folder = named ?? mkdtempSync(join(tmpdir(), 'inlet-'));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw new StateInUseError(
      `the state folder ${folder} is in use by another local cloud: stop that one, or take another folder with --state`,
      { cause, actual: folder, expected: 'a folder that no other local cloud uses' },
    );
  }
  return {
    folder,
    release() {
      lock.close();
      if (named === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
