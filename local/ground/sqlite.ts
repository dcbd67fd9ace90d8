import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens one SQLite file of the state folder (made with mode 0700 when it is not there). WAL with
 * synchronous NORMAL: a killed process loses nothing that was committed.
 * @param pageBytes the page size of a file made now (a power of two); SQLite's own choice unless given
 */
export function openDatabase(stateFolder: string, name: string, pageBytes?: number): DatabaseSync {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(stateFolder, name));
  if (pageBytes !== undefined) database.exec(`PRAGMA page_size = ${pageBytes};`);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  return database;
}

/** What everybody is told whose work waited in vain for others who write. */
export const BUSY = 'Something else has been writing for too long: try again.';

/** Whether an error says that others wrote for longer than `busy_timeout`, so that nothing was written. */
export function isBusy(error: unknown): boolean {
  const errcode = (error as { errcode?: unknown } | null | undefined)?.errcode;
  // SQLITE_BUSY; codes that say more of it have it in their low byte (sqlite.org, "Result and Error Codes").
  return typeof errcode === 'number' && (errcode & 0xff) === 5;
}

/** Does synchronous work that would rather fail at once (`isBusy`) than wait for others who write, and have the whole process wait with it. */
export function withoutWaiting<Result>(database: DatabaseSync, work: () => Result): Result {
  const { timeout } = database.prepare('PRAGMA busy_timeout').get() as { timeout: number };
  database.exec('PRAGMA busy_timeout = 0');
  try {
    return work();
  } finally {
    database.exec(`PRAGMA busy_timeout = ${timeout}`);
  }
}

/**
 * A limit that is bound as a parameter, in SQL. Of a bare `LIMIT ?` SQLite plans the statement anew whenever a value is bound, which takes longer than
 * most answers (findings/sqlite-bound-limits.sh); to a sum it does not look.
 */
export const boundLimit = (parameter: string): string => `LIMIT ${parameter} + 0`;

/**
 * Runs `work` in a transaction that commits when it returns and rolls back when it throws. Nested calls
 * join the outer one by savepoints. `work` is synchronous: what S3, the bus and the queues write for one
 * request is one commit, so a kill at any line leaves an object with its event queued, or neither.
 */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  const nested = database.isTransaction;
  database.exec(nested ? 'SAVEPOINT inner_transaction' : 'BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec(nested ? 'RELEASE inner_transaction' : 'COMMIT');
    return result;
  } catch (error) {
    // A full disk or memory makes SQLite roll back by itself, all of it (sqlite.org, "Response To Errors Within A Transaction").
    if (database.isTransaction)
      database.exec(nested ? 'ROLLBACK TO inner_transaction; RELEASE inner_transaction' : 'ROLLBACK');
    throw error;
  }
}
