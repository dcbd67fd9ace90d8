import type { DatabaseSync } from 'node:sqlite';
import { boundLimit } from '../../ground/index.ts';

/** An accepted asynchronous invocation that has not ended. */
export interface AsyncInvocation {
  id: number;
  requestId: string;
  functionName: string;
  qualifier: string | null;
  /** JSON text. */
  event: string;
  /** Cloud time, epoch milliseconds. */
  acceptedAt: number;
  /** How often it was tried and failed. */
  failures: number;
  dueAt: number;
}

export interface AsyncStore {
  insert: (invocation: Omit<AsyncInvocation, 'id' | 'failures'>) => void;
  /** Takes due invocations of a function, oldest first, and marks them as running. */
  take: (functionName: string, now: number, max: number) => AsyncInvocation[];
  retry: (id: number, failures: number, dueAt: number) => void;
  remove: (id: number) => void;
  /** The names of the functions that have due invocations. */
  dueFunctions: (now: number) => string[];
  /** When the next waiting invocation is due after `now`. */
  nextDue: (now: number) => number | undefined;
  /** What ran when an earlier process ended runs again: asynchronous invocation is at least once. */
  releaseRunning: () => void;
  /** Forgets what waits for a function that is no more. */
  removeOf: (functionName: string) => void;
  /** Whether any has not ended: it runs, or waits for its time. */
  hasAny: () => boolean;
  clear: () => void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lambda_async (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    requestId TEXT NOT NULL,
    functionName TEXT NOT NULL,
    qualifier TEXT,
    event TEXT NOT NULL,
    acceptedAt INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    dueAt INTEGER NOT NULL,
    running INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS lambda_async_due ON lambda_async (running, dueAt, functionName);
`;

export function createAsyncStore(database: DatabaseSync): AsyncStore {
  database.exec(SCHEMA);
  const insert = database.prepare(`
    INSERT INTO lambda_async (requestId, functionName, qualifier, event, acceptedAt, dueAt)
    VALUES ($requestId, $functionName, $qualifier, $event, $acceptedAt, $dueAt)`);
  const take = database.prepare(`
    UPDATE lambda_async SET running = 1 WHERE id IN (
      SELECT id FROM lambda_async WHERE running = 0 AND dueAt <= $now AND functionName = $functionName
      ORDER BY dueAt, id ${boundLimit('$max')})
    RETURNING id, requestId, functionName, qualifier, event, acceptedAt, failures, dueAt`);
  const retry = database.prepare(
    'UPDATE lambda_async SET running = 0, failures = $failures, dueAt = $dueAt WHERE id = $id',
  );
  const remove = database.prepare('DELETE FROM lambda_async WHERE id = ?');
  const due = database.prepare(
    'SELECT DISTINCT functionName FROM lambda_async WHERE running = 0 AND dueAt <= ?',
  );
  const next = database.prepare(
    'SELECT min(dueAt) AS dueAt FROM lambda_async WHERE running = 0 AND dueAt > ?',
  );
  const release = database.prepare('UPDATE lambda_async SET running = 0 WHERE running = 1');
  const removeOf = database.prepare('DELETE FROM lambda_async WHERE functionName = ?');
  const any = database.prepare('SELECT EXISTS (SELECT 1 FROM lambda_async) AS found');
  const clear = database.prepare('DELETE FROM lambda_async');

  return {
    insert: (invocation) => void insert.run({ ...invocation }),
    take: (functionName, now, max) =>
      (take.all({ functionName, now, max }) as unknown as AsyncInvocation[]).sort(
        (a, b) => a.dueAt - b.dueAt || a.id - b.id,
      ),
    retry: (id, failures, dueAt) => void retry.run({ id, failures, dueAt }),
    remove: (id) => void remove.run(id),
    dueFunctions: (now) => due.all(now).map(({ functionName }) => String(functionName)),
    nextDue: (now) => (next.get(now)?.dueAt as number | null | undefined) ?? undefined,
    releaseRunning: () => void release.run(),
    removeOf: (functionName) => void removeOf.run(functionName),
    hasAny: () => any.get()?.found === 1,
    clear: () => void clear.run(),
  };
}
