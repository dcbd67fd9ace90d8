import type { S3Client } from '@aws-sdk/client-s3';
import type { RejectionReason } from '../../events/index.ts';
import type { Arrival, Ledger } from '../ledger/index.ts';
import { newestArrival, paddedSequencer, putArrival } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import { classify } from './classify.ts';
import { readMarker } from './marker.ts';
import type { CreatedObject } from './object-created.ts';
import type { FileOutcome } from './record-file.ts';
import { recordFile, recordListed } from './record-file.ts';
import { fileRejected } from './file-rejected.ts';
import type { ConfiguredRoute, Place } from '../routes/index.ts';
import { isSameWrite } from './writes-of-key.ts';

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

/** An object as S3 told of it, or as a listing shows it. */
export type FoundObject = CreatedObject & { isListed?: true };

/** What became of one object. */
export type Recorded =
  | { kind: FileOutcome; place: Place; size: number }
  | { kind: 'marker'; place: Place; marker: { key: string; sequencer: string } }
  | { kind: 'placeholder' | 'companion' }
  | { kind: 'rejected'; reason: RejectionReason };

/** Records one object by what it is. */
export async function recordObject(
  recorder: Recorder,
  object: FoundObject,
  place: Place | undefined,
): Promise<Recorded> {
  const objectClass = classify(object.key, object.size, place?.route.toleratedNames ?? []);
  switch (objectClass.kind) {
    case 'placeholder':
    case 'companion':
      return { kind: objectClass.kind };
    case 'rejected':
      return reject(recorder, object, place, objectClass.reason);
    case 'marker':
      return place ? recordMarker(recorder, object, place) : reject(recorder, object, place, 'no-route');
    case 'import-file':
      if (!place) return reject(recorder, object, place, 'no-route');
      return { kind: await recordImportFile(recorder, object, place), place, size: object.size };
  }
}

async function recordImportFile(recorder: Recorder, object: FoundObject, place: Place): Promise<FileOutcome> {
  const arrival = arrivalOf(object, place, recorder.now(), 'pending');
  if (!object.isListed) return recordFile(recorder, arrival);
  return (await recordListed(recorder, arrival)) ? 'recorded' : 'duplicate';
}

/** A manifest that cannot be read is told at once; its drop then closes by the usual rules. */
async function recordMarker(recorder: Recorder, object: FoundObject, place: Place): Promise<Recorded> {
  const { bucket, key, sequencer } = object;
  const announced = await readMarker(recorder.s3, bucket, key);
  if ('unreadable' in announced) return reject(recorder, object, place, 'manifest-unreadable');
  return { kind: 'marker', place, marker: { key, sequencer } };
}

/** The event leaves before the row is written: a run that dies in between tells it again, with the same eventId. */
async function reject(
  recorder: Recorder,
  object: FoundObject,
  place: Place | undefined,
  reason: RejectionReason,
): Promise<Recorded> {
  const arrival: Arrival = { ...arrivalOf(object, place, recorder.now(), 'rejected'), reason };
  // S3's own event of it was told already.
  const before = object.isListed
    ? await newestArrival(recorder.ledger, object.bucket, object.key)
    : undefined;
  if (before?.state === 'rejected' && isSameWrite(before, arrival)) return { kind: 'rejected', reason };
  const unsent = await recorder.sendEvents([
    fileRejected(object, place, reason, { eventBusName: recorder.busName, time: new Date(recorder.now()) }),
  ]);
  if (unsent.size > 0) throw new Error('the bus did not take the "Import File Rejected" event');
  await putArrival(recorder.ledger, arrival);
  return { kind: 'rejected', reason };
}

const arrivalOf = (
  { bucket, key, versionId, size, etag, sequencer, isListed }: FoundObject,
  place: Place | undefined,
  recordedAt: number,
  state: Arrival['state'],
): Arrival => ({
  bucket,
  key,
  versionId,
  size,
  etag,
  sequencer: isListed ? sequencer : paddedSequencer(sequencer),
  ...(isListed && { isListed }),
  route: place?.route.name ?? '',
  drop: place?.drop ?? '',
  recordedAt,
  state,
});
