import type { RejectionReason } from '../../events/advice.ts';
import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { EventSender } from '../outbox/send-events.ts';
import type { Arrival } from '../ledger/arrivals.ts';
import { paddedSequencer, putArrival } from '../ledger/arrivals.ts';
import type { DropUpdate } from '../ledger/drops.ts';
import { touchDrop } from '../ledger/drops.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { classify } from './classify.ts';
import { readMarker } from './marker.ts';
import type { CreatedObject } from './object-created.ts';
import { readObjectsCreated } from './object-created.ts';
import type { FileOutcome } from './record-file.ts';
import { recordFile } from './record-file.ts';
import { fileRejected } from './rejected.ts';
import type { ConfiguredRoute, Place } from './routes.ts';
import { placeOf } from './routes.ts';

/** What recording needs from outside. */
export interface Recorder {
  ledger: Ledger;
  s3: S3Client;
  sendEvents: EventSender;
  routes: readonly ConfiguredRoute[];
  busName: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** One message of the arrivals queue. */
export interface ArrivalMessage {
  messageId: string;
  body: string;
}

/** What became of one message. */
export type Recorded =
  | { kind: FileOutcome; place: Place; size: number }
  | { kind: 'marker'; place: Place; marker: { key: string; sequencer: string } }
  | { kind: 'placeholder' | 'companion' }
  | { kind: 'rejected'; reason: RejectionReason };

/** What one batch did, for its log line and for the queue. */
export interface RecordReport {
  /** How many messages of each kind. */
  counts: Partial<Record<Recorded['kind'], number>>;
  /** Messages that go back to the queue, with the error's name and text (never a message's body). */
  failed: { messageId: string; error: string; reason: string }[];
}

/** What one batch adds to one drop, and the messages that said so. */
interface DropOfBatch {
  update: DropUpdate;
  messageIds: string[];
}

/** Keys whose rows are written at the same time. */
const CONCURRENCY = 16;

/**
 * Records a batch of S3 events: one ledger row for each new object, then one update of each drop's row.
 *
 * The rows come first. A run that dies before the drop's update leaves pending rows whose messages come
 * again; they are then found as redelivered and their drop is told of them.
 */
export async function recordArrivals(
  recorder: Recorder,
  messages: readonly ArrivalMessage[],
): Promise<RecordReport> {
  const report: RecordReport = { counts: {}, failed: [] };
  const fail = (messageId: string, error: unknown): void => {
    const { name, message } = error instanceof Error ? error : new Error('unknown error');
    report.failed.push({ messageId, error: name, reason: message });
  };

  const drops = new Map<string, DropOfBatch>();
  await pMap(
    messages,
    async ({ messageId, body }) => {
      try {
        for (const created of readObjectsCreated(body)) {
          const recorded = await recordOne(recorder, created);
          report.counts[recorded.kind] = (report.counts[recorded.kind] ?? 0) + 1;
          if (isForDrop(recorded)) addToDrop(drops, recorded, messageId, recorder.now());
        }
      } catch (error) {
        fail(messageId, error);
      }
    },
    { concurrency: CONCURRENCY },
  );

  for (const { update, messageIds } of drops.values()) {
    try {
      await touchDrop(recorder.ledger, update);
    } catch (error) {
      for (const messageId of messageIds) fail(messageId, error);
    }
  }
  return report;
}

async function recordOne(recorder: Recorder, created: CreatedObject): Promise<Recorded> {
  const place = placeOf(created.key, recorder.routes);
  const objectClass = classify(created.key, created.size, place?.route.toleratedNames ?? []);
  switch (objectClass.kind) {
    case 'placeholder':
    case 'companion':
      return { kind: objectClass.kind };
    case 'rejected':
      return reject(recorder, created, place, objectClass.reason);
    case 'marker':
      return place ? recordMarker(recorder, created, place) : reject(recorder, created, place, 'no-route');
    case 'import-file':
      if (!place) return reject(recorder, created, place, 'no-route');
      return {
        kind: await recordFile(recorder, arrivalOf(created, place, recorder.now(), 'pending')),
        place,
        size: created.size,
      };
  }
}

/** A manifest that cannot be read is told at once; its drop then closes by the usual rules. */
async function recordMarker(recorder: Recorder, created: CreatedObject, place: Place): Promise<Recorded> {
  const announced = await readMarker(recorder.s3, created.bucket, created.key);
  if ('unreadable' in announced) return reject(recorder, created, place, 'manifest-unreadable');
  return { kind: 'marker', place, marker: { key: created.key, sequencer: created.sequencer } };
}

/** The event leaves before the row is written: a run that dies in between tells it again, with the same eventId. */
async function reject(
  recorder: Recorder,
  created: CreatedObject,
  place: Place | undefined,
  reason: RejectionReason,
): Promise<Recorded> {
  const arrival: Arrival = { ...arrivalOf(created, place, recorder.now(), 'rejected'), reason };
  const unsent = await recorder.sendEvents([
    fileRejected(created, place, reason, { eventBusName: recorder.busName, time: new Date(recorder.now()) }),
  ]);
  if (unsent.size > 0) throw new Error('the bus did not take the "Import File Rejected" event');
  await putArrival(recorder.ledger, arrival);
  return { kind: 'rejected', reason };
}

const arrivalOf = (
  created: CreatedObject,
  place: Place | undefined,
  recordedAt: number,
  state: Arrival['state'],
): Arrival => ({
  ...created,
  sequencer: paddedSequencer(created.sequencer),
  route: place?.route.name ?? '',
  drop: place?.drop ?? '',
  recordedAt,
  state,
});

/** True where a drop has to be told. A file that came again is told once more, in case its drop was not. */
const isForDrop = (recorded: Recorded): recorded is Extract<Recorded, { place: Place }> =>
  recorded.kind === 'recorded' || recorded.kind === 'redelivered' || recorded.kind === 'marker';

function addToDrop(
  drops: Map<string, DropOfBatch>,
  recorded: Extract<Recorded, { place: Place }>,
  messageId: string,
  recordedAt: number,
): void {
  const { route, drop } = recorded.place;
  const id = JSON.stringify([route.name, drop]);
  const entry: DropOfBatch = drops.get(id) ?? {
    update: { route: route.name, drop, recordedAt, fileCount: 0, bytes: 0 },
    messageIds: [],
  };
  if (recorded.kind === 'marker') {
    entry.update.marker = recorded.marker;
  } else {
    entry.update.fileCount += 1;
    entry.update.bytes += recorded.size;
  }
  entry.messageIds.push(messageId);
  drops.set(id, entry);
}
