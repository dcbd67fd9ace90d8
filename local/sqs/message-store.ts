import type { DatabaseSync } from 'node:sqlite';
import { boundLimit } from '../ground/index.ts';
import type { MessageAttributes } from './message-attributes.ts';

/** A message as it is stored. Times are epoch milliseconds of the cloud's clock. */
export interface StoredMessage {
  sequence: number;
  messageId: string;
  body: string;
  attributes: MessageAttributes;
  sender: string;
  sentAt: number;
  receiveCount: number;
  firstReceivedAt: number | null;
  /** The handle of the last receive; null before the first. */
  receipt: string | null;
  /** The queue it came from, where this is a dead-letter queue. */
  deadLetterSource: string | null;
}

export interface NewMessage {
  queue: string;
  messageId: string;
  body: string;
  attributes: MessageAttributes;
  sender: string;
  sentAt: number;
  visibleAt: number;
}

export interface MessageCount {
  visible: number;
  inFlight: number;
  delayed: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sqs_message (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    messageId TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sender TEXT NOT NULL,
    sentAt INTEGER NOT NULL,
    visibleAt INTEGER NOT NULL,
    receiveCount INTEGER NOT NULL DEFAULT 0,
    firstReceivedAt INTEGER,
    receipt TEXT UNIQUE,
    deadLetterSource TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sqs_message_visible ON sqs_message (queue, visibleAt);
  CREATE INDEX IF NOT EXISTS sqs_message_sent ON sqs_message (queue, sentAt);
`;

export type MessageStore = ReturnType<typeof createMessageStore>;

/** The messages of all queues in one table. Every call is synchronous and joins the caller's transaction. */
export function createMessageStore(database: DatabaseSync) {
  database.exec(SCHEMA);
  const insert = database.prepare(
    `INSERT INTO sqs_message (queue, messageId, body, attributes, sender, sentAt, visibleAt)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const visible = database.prepare(
    `SELECT * FROM sqs_message WHERE queue = ? AND visibleAt <= ? ORDER BY visibleAt, sequence ${boundLimit('?')}`,
  );
  const receive = database.prepare(
    `UPDATE sqs_message SET receipt = ?, visibleAt = ?, receiveCount = receiveCount + 1,
       firstReceivedAt = coalesce(firstReceivedAt, ?) WHERE sequence = ?`,
  );
  const moveDeadLetters = database.prepare(
    `UPDATE sqs_message SET queue = :to, deadLetterSource = :queue, visibleAt = :now, receipt = NULL
     WHERE queue = :queue AND visibleAt <= :now AND receiveCount >= :most`,
  );
  const renew = database.prepare(
    `UPDATE sqs_message SET queue = ?, messageId = ?, sentAt = ?, visibleAt = ?, receiveCount = 0,
       firstReceivedAt = NULL, receipt = NULL, deadLetterSource = NULL WHERE sequence = ?`,
  );
  const byReceipt = database.prepare(
    `SELECT sequence, visibleAt FROM sqs_message WHERE queue = ? AND receipt = ?`,
  );
  const setVisible = database.prepare(`UPDATE sqs_message SET visibleAt = ? WHERE sequence = ?`);
  const remove = database.prepare(`DELETE FROM sqs_message WHERE queue = ? AND receipt = ?`);
  const expire = database.prepare(`DELETE FROM sqs_message WHERE queue = ? AND sentAt <= ?`);
  const purge = database.prepare(`DELETE FROM sqs_message WHERE queue = ?`);
  const count = database.prepare(
    `SELECT count(*) FILTER (WHERE visibleAt <= :now) AS visible,
       count(*) FILTER (WHERE visibleAt > :now AND receipt IS NOT NULL) AS inFlight,
       count(*) FILTER (WHERE visibleAt > :now AND receipt IS NULL) AS delayed
     FROM sqs_message WHERE queue = :queue`,
  );
  const oldest = database.prepare(`SELECT min(sentAt) AS time FROM sqs_message WHERE queue = ?`);
  const nextVisible = database.prepare(
    `SELECT min(visibleAt) AS time FROM sqs_message WHERE queue = ? AND visibleAt > ?`,
  );
  const release = database.prepare(
    `UPDATE sqs_message SET visibleAt = min(visibleAt, ?), receipt = NULL, receiveCount = receiveCount - 1
     WHERE receipt IS NOT NULL`,
  );

  return {
    insert(message: NewMessage): void {
      const { queue, messageId, body, attributes, sender, sentAt, visibleAt } = message;
      insert.run(queue, messageId, body, JSON.stringify(attributes), sender, sentAt, visibleAt);
    },
    /** Up to `limit` visible messages (-1: all), those first that became visible first. */
    visible: (queue: string, now: number, limit: number): StoredMessage[] =>
      visible.all(queue, now, limit).map(storedMessage),
    receive(sequence: number, receipt: string, visibleAt: number, now: number): void {
      receive.run(receipt, visibleAt, now, sequence);
    },
    /**
     * Moves the visible messages that were received `most` times to their dead-letter queue, as they are: age
     * and count go with them. Returns whether there were any.
     */
    moveDeadLetters: (queue: string, most: number, to: string, now: number): boolean =>
      moveDeadLetters.run({ queue, most, to, now }).changes > 0,
    /** Moves a message on as a new one: new id, new age, not received yet. */
    renew(sequence: number, to: string, messageId: string, now: number): void {
      renew.run(to, messageId, now, now, sequence);
    },
    byReceipt(queue: string, receipt: string): { sequence: number; visibleAt: number } | undefined {
      const row = byReceipt.get(queue, receipt);
      return row && { sequence: Number(row.sequence), visibleAt: Number(row.visibleAt) };
    },
    setVisible(sequence: number, visibleAt: number): void {
      setVisible.run(visibleAt, sequence);
    },
    remove(queue: string, receipt: string): void {
      remove.run(queue, receipt);
    },
    expire(queue: string, sentUpTo: number): void {
      expire.run(queue, sentUpTo);
    },
    purge(queue: string): void {
      purge.run(queue);
    },
    count(queue: string, now: number): MessageCount {
      const row = count.get({ queue, now });
      return {
        visible: Number(row?.visible),
        inFlight: Number(row?.inFlight),
        delayed: Number(row?.delayed),
      };
    },
    /** When the oldest message of a queue was sent, in flight or not. */
    oldestSentAt(queue: string): number | undefined {
      const time = oldest.get(queue)?.time;
      return typeof time === 'number' ? time : undefined;
    },
    /** When the next message that is not visible now becomes it. */
    nextVisible(queue: string, after: number): number | undefined {
      const time = nextVisible.get(queue, after)?.time;
      return typeof time === 'number' ? time : undefined;
    },
    /** Makes whatever was in flight visible, as if it had not been received. */
    releaseInFlight(now: number): void {
      release.run(now);
    },
    clear(): void {
      database.exec('DELETE FROM sqs_message');
    },
  };
}

const storedMessage = (row: Record<string, unknown>): StoredMessage => ({
  ...(row as unknown as StoredMessage),
  attributes: JSON.parse(String(row.attributes)) as MessageAttributes,
});
