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
import { rejectFile } from './reject-file.ts';
import type { ConfiguredRoute, Place } from '../routes/index.ts';
import { isSameWrite } from './writes-of-key.ts';

/** What recording arrivals needs from outside. */
export interface ArrivalDeps {
  ledger: Ledger;
  s3: S3Client;
  sendEvents: EventSender;
  routes: readonly ConfiguredRoute[];
  busName: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** An object as S3's event has it, or as a listing shows it. */
export type FoundObject = CreatedObject & { isListed?: true };

/** What became of one object. */
export type Recorded =
  | { kind: FileOutcome; place: Place; size: number }
  | { kind: 'marker'; place: Place; marker: { key: string; sequencer: string } }
  | { kind: 'placeholder' | 'tolerated' }
  | { kind: 'rejected'; reason: RejectionReason };

/** Records one object by what it is. */
export async function recordObject(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place | undefined,
): Promise<Recorded> {
  const objectClass = classify(object.key, object.size, place?.route.toleratedNames ?? []);
  switch (objectClass.kind) {
    case 'placeholder':
    case 'tolerated':
      return { kind: objectClass.kind };
    case 'rejected':
      return reject(deps, object, place, objectClass.reason);
    case 'marker':
      return place ? recordMarker(deps, object, place) : reject(deps, object, place, 'no-route');
    case 'import-file':
      if (!place) return reject(deps, object, place, 'no-route');
      return { kind: await recordImportFile(deps, object, place), place, size: object.size };
  }
}

async function recordImportFile(deps: ArrivalDeps, object: FoundObject, place: Place): Promise<FileOutcome> {
  const arrival = arrivalOf(object, place, deps.now(), 'pending');
  if (!object.isListed) return recordFile(deps, arrival);
  return (await recordListed(deps, arrival)) ? 'recorded' : 'duplicate';
}

/** A manifest that cannot be read is rejected at once; its drop then closes by the usual rules. */
async function recordMarker(deps: ArrivalDeps, object: FoundObject, place: Place): Promise<Recorded> {
  const { bucket, key, sequencer } = object;
  const announced = await readMarker(deps.s3, bucket, key);
  if ('unreadable' in announced) return reject(deps, object, place, 'manifest-unreadable');
  return { kind: 'marker', place, marker: { key, sequencer } };
}

async function reject(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place | undefined,
  reason: RejectionReason,
): Promise<Recorded> {
  const arrival: Arrival = { ...arrivalOf(object, place, deps.now(), 'rejected'), reason };
  // S3's own event of it came before.
  const before = object.isListed ? await newestArrival(deps.ledger, object.bucket, object.key) : undefined;
  if (before?.state === 'rejected' && isSameWrite(before, arrival)) return { kind: 'rejected', reason };
  const address = { eventBusName: deps.busName, time: new Date(deps.now()) };
  await rejectFile(deps, { object, place, reason }, address, () => putArrival(deps.ledger, arrival));
  return { kind: 'rejected', reason };
}

const arrivalOf = (
  { bucket, key, versionId, size, etag, sequencer, eventId, isListed }: FoundObject,
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
  ...(eventId !== undefined && { eventId }),
  ...(isListed && { isListed }),
  route: place?.route.name ?? '',
  drop: place?.drop ?? '',
  recordedAt,
  state,
});
