import pMap from 'p-map';
import { collectDropUpdates } from './drop-updates.ts';
import { readObjectsCreated } from './object-created.ts';
import type { ArrivalDeps, Recorded } from './record-object.ts';
import { recordObject } from './record-object.ts';
import { placeOf } from '../routes/index.ts';

/** One message of the arrivals queue. */
export interface ArrivalMessage {
  messageId: string;
  body: string;
}

/** What one batch did, for its log line and for the queue. */
export interface RecordReport {
  /** How many objects of each kind. */
  counts: Partial<Record<Recorded['kind'], number>>;
  /** Messages that go back to the queue, with the error's name and text (never a message's body). */
  failed: { messageId: string; error: string; reason: string }[];
}

/** Messages recorded concurrently. */
const CONCURRENCY = 16;

/**
 * Records a batch of S3 events: one ledger row for each new object, then one update of each drop's row.
 *
 * The rows come first. A run that dies before the drop's update leaves pending rows whose messages come
 * again; they are then found as redelivered and their drop is updated for them.
 */
export async function recordArrivals(
  deps: ArrivalDeps,
  messages: readonly ArrivalMessage[],
): Promise<RecordReport> {
  const report: RecordReport = { counts: {}, failed: [] };
  const drops = collectDropUpdates();
  const fail = (messageId: string, error: unknown): void => {
    const { name, message } = error instanceof Error ? error : new Error('unknown error');
    report.failed.push({ messageId, error: name, reason: message });
  };
  await pMap(
    messages,
    async ({ messageId, body }) => {
      try {
        for (const created of readObjectsCreated(body)) {
          const recorded = await recordObject(deps, created, placeOf(created.key, deps.routes));
          report.counts[recorded.kind] = (report.counts[recorded.kind] ?? 0) + 1;
          drops.add(messageId, recorded, deps.now());
        }
      } catch (error) {
        fail(messageId, error);
      }
    },
    { concurrency: CONCURRENCY },
  );
  for (const { id, error } of await drops.write(deps.ledger)) fail(id, error);
  return report;
}
