import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FixableErrorOptions } from '../../errors/index.ts';
import { FixableError } from '../../errors/index.ts';
import { DISK_FULL, isBusy, isDiskFull, makeFolder } from '../ground/index.ts';
import { makeTemporaryFolder, markTemporary, removeAbandoned } from './temporary-folder.ts';

/** The state folder belongs to another local cloud that runs: the text says what to do. */
export class StateInUseError extends FixableError {
  override name = 'StateInUseError';

  constructor(message: string, options?: FixableErrorOptions) {
    super('StateInUse', message, options);
  }
}

/** The state folder cannot be written, or others may read it: the text says what to do. */
export class StateFolderError extends FixableError {
  override name = 'StateFolderError';

  constructor(message: string, options?: FixableErrorOptions) {
    super('StateFolderUnusable', message, options);
  }
}

/** Where a local cloud keeps everything. */
export interface StateFolder {
  folder: string;
  /** Lets the folder go, and removes it where it is a temporary one. */
  release: () => void;
}

/** Below a named folder that others may read: where the state is kept instead. */
const PRIVATE = 'inlet-state';

const LOCK = 'lock.sqlite';

/** Read, write or search for the group or others. */
const OF_OTHERS = 0o077;

/**
 * Takes a state folder (a temporary one where none is named) for this process alone, until it is released or the
 * process ends, however it ends: the lock is the operating system's, on a SQLite file. What lies in it is PHI: a folder
 * that is made here is its user's alone, and one that others may read, whose mode is not ours to change, gets a folder
 * inside that is.
 * @throws StateInUseError, StateFolderError
 */
export function takeStateFolder(named?: string): StateFolder {
  if (named === undefined) return takeTemporary();
  const folder = privateFolder(named);
  const lock = locked(folder);
  return {
    folder,
    release() {
      lock.close();
    },
  };
}

function takeTemporary(): StateFolder {
  removeAbandoned(locked);
  const { folder, remove } = makeTemporaryFolder();
  const lock = locked(folder);
  markTemporary(folder);
  return {
    folder,
    release() {
      lock.close();
      remove();
    },
  };
}

function privateFolder(named: string): string {
  made(named);
  if (isPrivate(named)) return named;
  if (existsSync(join(named, LOCK))) throw readable(named);
  const inside = join(named, PRIVATE);
  made(inside);
  if (!isPrivate(inside)) throw readable(inside);
  return inside;
}

function made(folder: string): void {
  try {
    makeFolder(folder, 0o700);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** Windows has no such modes. */
const isPrivate = (folder: string): boolean =>
  process.platform === 'win32' || (statSync(folder).mode & OF_OTHERS) === 0;

const readable = (folder: string): StateFolderError =>
  new StateFolderError(
    `the state folder ${folder} may be read by other users of this machine: run chmod 700 ${folder}, or take another folder with --state`,
    { actual: folder, expected: 'a folder that only its owner may read' },
  );

function locked(folder: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, LOCK));
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    if (!isBusy(cause)) throw unusable(folder, cause);
    throw new StateInUseError(
      `the state folder ${folder} is in use by another local cloud: stop that one, or take another folder with --state`,
      { cause, actual: folder, expected: 'a folder that no other local cloud uses' },
    );
  }
}

function unusable(folder: string, cause: unknown): StateFolderError {
  const why = isDiskFull(cause) ? DISK_FULL : (cause as Error).message;
  return new StateFolderError(
    `the state folder ${folder} cannot be written (${why}): make it a folder that you may write, or take another one with --state`,
    { cause, actual: folder, expected: 'a folder that can be written' },
  );
}
