import pMap from 'p-map';
import type { Expected } from './batched.ts';
import { batchesAmong } from './batched.ts';
import { collectDropUpdates } from './drop-updates.ts';
import { paddedSequencer } from '../ledger/index.ts';
import type { CreatedObject } from './object-created.ts';
import { readObjectsCreated } from './object-created.ts';
import type { ArrivalDeps, Recorded } from './record-object.ts';
import { recordObject } from './record-object.ts';
import type { Place } from '../routes/index.ts';
import { placeOf } from '../routes/index.ts';
import { untraced } from '../tracing/index.ts';

/** One message of the arrivals queue. */
export interface ArrivalMessage {
  messageId: string;
  body: string;
}

/** What became of one object, for its log line. */
export interface ArrivalReport extends ArrivalIds {
  versionId: string | null;
  sequencer: string;
  /** Null where no route takes it. */
  route: string | null;
  drop: string | null;
  outcome: Recorded['kind'];
  /** Of a rejected one: the reason's code. */
  reason?: string;
}

/** What an object is found by in logs. */
interface ArrivalIds {
  messageId: string;
  /** Of S3's event. */
  eventId?: string;
  bucket: string;
  key: string;
}

/** What one batch did, for its log line and for the queue. */
export interface RecordReport {
  /** How many objects of each kind. */
  counts: Partial<Record<Recorded['kind'], number>>;
  /** Every object that was recorded. */
  arrivals: ArrivalReport[];
  /** Messages that go back to the queue, with the error's name and text (never a message's body), and what they are about. */
  failed: (Partial<ArrivalIds> & { messageId: string; error: string; reason: string })[];
}

/** Messages recorded concurrently. */
const CONCURRENCY = 16;

/**
 * Records a batch of S3 events: one ledger row for each new object, then one for the names of each hundred of a drop, then one
 * update of each drop's row.
 *
 * The rows come first. A run that dies before the drop's update leaves pending rows whose messages come
 * again; they are then found as redelivered and their drop is updated for them.
 */
export async function recordArrivals(
  deps: ArrivalDeps,
  messages: readonly ArrivalMessage[],
): Promise<RecordReport> {
  const { trace = untraced } = deps;
  const report: RecordReport = { counts: {}, arrivals: [], failed: [] };
  const read = messages.map((message) => readMessage(message, deps.routes));
  const batches = batchesAmong(
    read.flatMap(({ objects }) => objects),
    deps,
  );
  const drops = collectDropUpdates(batches);
  const fail = (messageId: string, error: unknown): void => {
    const { name, message } = error instanceof Error ? error : new Error('unknown error');
    report.failed.push({ messageId, ...about.get(messageId), error: name, reason: message });
  };
  /** What each message is about, as far as it was read. */
  const about = new Map<string, ArrivalIds>();
  await pMap(
    read,
    async ({ messageId, objects, error }) => {
      try {
        if (error !== undefined) throw error;
        for (const object of objects) {
          const { place, ...created } = object;
          const { bucket, key, eventId } = created;
          const ids = { messageId, bucket, key, ...(eventId !== undefined && { eventId }) };
          about.set(messageId, ids);
          const drop = place && { drop: place.drop };
          const recorded = await trace('record an arrival', drop ?? null, () =>
            recordObject(deps, created, place, () => batches.placeFor(object)),
          );
          report.arrivals.push({ ...ids, ...lineOf(created, place, recorded) });
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

/** What a message is about; its objects so far, and the error, where it cannot be read. */
interface ReadMessage {
  messageId: string;
  objects: (CreatedObject & Expected)[];
  error?: Error;
}

function readMessage({ messageId, body }: ArrivalMessage, routes: ArrivalDeps['routes']): ReadMessage {
  try {
    const objects = readObjectsCreated(body).map((created) => ({
      ...created,
      place: placeOf(created.key, routes),
    }));
    return { messageId, objects };
  } catch (error) {
    return { messageId, objects: [], error: error instanceof Error ? error : new Error('unknown error') };
  }
}

const lineOf = (
  { versionId, sequencer }: CreatedObject,
  place: Place | undefined,
  recorded: Recorded,
): Omit<ArrivalReport, keyof ArrivalIds> => ({
  versionId,
  sequencer: paddedSequencer(sequencer),
  route: place?.route.name ?? null,
  drop: place?.drop ?? null,
  outcome: recorded.kind,
  ...(recorded.kind === 'rejected' && { reason: recorded.reason }),
});
