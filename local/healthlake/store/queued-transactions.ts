import { randomBytes } from 'node:crypto';
import type { FhirStore } from './store.ts';

/** A transaction of the REST API that is done later: what is asked, and once it has ended its answer. */
export interface QueuedTransaction {
  transactionId: string;
  datastoreId: string;
  status: 'SUBMITTED' | 'IN_PROGRESS' | 'ENDED';
  /** Whatever the REST API needs to know again: plain data. */
  asked: unknown;
  /** The Bundle; empty once it has ended. */
  body: Uint8Array;
  /** The HTTP status and the body of the answer. */
  answer: { status: number; body: Uint8Array } | undefined;
  /** Epoch milliseconds. */
  endedAt: number | undefined;
}

/** Transactions that wait, and those that have ended. They lie beside the resources, so that a transaction and its answer are one commit. */
export interface QueuedTransactions {
  /** @returns its id */
  add(datastoreId: string, asked: unknown, body: Uint8Array): string;
  find(datastoreId: string, transactionId: string): QueuedTransaction | undefined;
  /** How many of a data store have not ended. */
  waiting(datastoreId: string): number;
  /** The one that is to be done next. */
  next(): QueuedTransaction | undefined;
  begin(transactionId: string): void;
  /** @returns whether it is still there: it goes with its data store */
  end(transactionId: string, answer: { status: number; body: Uint8Array }, now: number): boolean;
  /** Forgets those that ended before a time, epoch milliseconds. */
  forgetEndedBefore(time: number): void;
}

interface Row {
  id: string;
  datastore_id: string;
  status: QueuedTransaction['status'];
  asked: string;
  body: Uint8Array;
  answer_status: number | null;
  answer: Uint8Array | null;
  ended_at: number | null;
}

export function queuedTransactions(store: FhirStore): QueuedTransactions {
  const { database } = store;
  const select = 'SELECT transactions.*, stores.datastore_id FROM transactions JOIN stores USING (store)';
  const add = database.prepare(
    "INSERT INTO transactions (store, id, status, asked, body) VALUES (?, ?, 'SUBMITTED', ?, ?)",
  );
  const find = database.prepare(`${select} WHERE store = ? AND id = ?`);
  const next = database.prepare(`${select} WHERE status <> 'ENDED' ORDER BY number LIMIT 1`);
  const waiting = database.prepare(
    "SELECT count(*) AS count FROM transactions WHERE store = ? AND status <> 'ENDED'",
  );
  const begin = database.prepare("UPDATE transactions SET status = 'IN_PROGRESS' WHERE id = ?");
  const end = database.prepare(
    "UPDATE transactions SET status = 'ENDED', body = x'', answer_status = ?, answer = ?, ended_at = ? WHERE id = ?",
  );
  const isOneOver = database.prepare('SELECT 1 FROM transactions WHERE ended_at < ? LIMIT 1');
  const forget = database.prepare('DELETE FROM transactions WHERE ended_at < ?');
  const of = (row: unknown): QueuedTransaction | undefined => (row ? transactionOf(row as Row) : undefined);
  return {
    add(datastoreId, asked, body) {
      const transactionId = randomBytes(16).toString('hex');
      add.run(store.storeNumber(datastoreId), transactionId, JSON.stringify(asked), body);
      return transactionId;
    },
    find: (datastoreId, transactionId) => of(find.get(store.existing(datastoreId), transactionId)),
    waiting: (datastoreId) => (waiting.get(store.existing(datastoreId)) as { count: number }).count,
    next: () => of(next.get()),
    begin(transactionId) {
      begin.run(transactionId);
    },
    end: (transactionId, { status, body }, now) =>
      end.run(status, body, Math.round(now), transactionId).changes > 0,
    forgetEndedBefore(time) {
      // Whoever asks for an answer does not wait for those who write where there is nothing to forget.
      if (isOneOver.get(Math.round(time))) forget.run(Math.round(time));
    },
  };
}

const transactionOf = (row: Row): QueuedTransaction => ({
  transactionId: row.id,
  datastoreId: row.datastore_id,
  status: row.status,
  asked: JSON.parse(row.asked) as unknown,
  body: row.body,
  answer:
    row.answer_status === null || !row.answer ? undefined : { status: row.answer_status, body: row.answer },
  endedAt: row.ended_at ?? undefined,
});
