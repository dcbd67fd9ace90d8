import type { S3Client } from '@aws-sdk/client-s3';
import type { RejectionReason } from '../../events/index.ts';
import type { Arrival, BatchPlace, Ledger } from '../ledger/index.ts';
import { newestArrival, paddedSequencer, putArrival } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import type { ObjectClass } from './classify.ts';
import { classify } from './classify.ts';
import type { CreatedObject } from './object-created.ts';
import type { FileOutcome } from './record-file.ts';
import { recordFile, recordListedToWait } from './record-file.ts';
import { rejectFile } from './reject-file.ts';
import { isExportLog, readManifest } from '../manifests/index.ts';
import type { Trace } from '../tracing/index.ts';
import type { ConfiguredRoute, Place } from '../routes/index.ts';
import { isSameWrite } from './writes-of-key.ts';

/** What recording arrivals needs from outside. */
export interface ArrivalDeps {
  ledger: Ledger;
  s3: S3Client;
  sendEvents: EventSender;
  trace?: Trace;
  routes: readonly ConfiguredRoute[];
  /** The ledger's, as it was read: no rows of a later one are written. */
  ledgerFormat: number;
  busName: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** An object as S3's event has it, or as a listing shows it. */
export type FoundObject = CreatedObject & { isListed?: true };

/** What a marker says of its drop. */
type Marked =
  | { kind: 'marker'; place: Place; marker: { key: string; sequencer: string } }
  /** A part of its drop is whole, or has a manifest that its drop has to wait for: it closes nothing. */
  | { kind: 'marker-below'; place: Place; isManifest: boolean };

/** What became of one object. */
export type Recorded =
  | { kind: FileOutcome; place: Place; key: string; size: number; batch?: BatchPlace }
  | Marked
  /** Somebody is writing, and not yet what is to be imported. */
  | { kind: 'hidden'; place: Place; below: string }
  | { kind: 'placeholder' | 'tolerated' | 'export-log' }
  /** `marked`: a manifest that cannot be read holds its drop back all the same. */
  | { kind: 'rejected'; reason: RejectionReason; marked?: Marked };

/** Records one object by what it is. @param batchFor where it stands if it is a file to import */
export async function recordObject(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place | undefined,
  batchFor: () => BatchPlace | undefined,
): Promise<Recorded> {
  return recordAs(deps, object, place, classify(object.key, object.size, place?.route), batchFor);
}

async function recordAs(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place | undefined,
  objectClass: ObjectClass,
  batchFor: () => BatchPlace | undefined,
): Promise<Recorded> {
  switch (objectClass.kind) {
    case 'placeholder':
    case 'tolerated':
      return { kind: objectClass.kind };
    case 'rejected':
      return reject(deps, object, place, objectClass.reason);
    case 'hidden':
      return place
        ? { kind: 'hidden', place, below: objectClass.below }
        : reject(deps, object, place, 'no-route');
    case 'marker':
      if (!place) return reject(deps, object, place, 'no-route');
      return objectClass.marker === 'success'
        ? markerOf(object, place, { isAtTop: objectClass.isAtTop, isManifest: false })
        : recordManifest(deps, object, place, objectClass.isAtTop);
    case 'manifest-page':
      if (!place) return reject(deps, object, place, 'no-route');
      return recordPage(deps, object, place, objectClass, batchFor);
    case 'import-file':
      if (!place) return reject(deps, object, place, 'no-route');
      if (await isExportLog(deps.s3, object.bucket, object.key)) return { kind: 'export-log' };
      return recordImportFile(deps, object, place, batchFor());
  }
}

async function recordImportFile(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place,
  inBatch: BatchPlace | undefined,
): Promise<Recorded> {
  const arrival = arrivalOf(object, place, deps.now(), 'pending');
  const record = object.isListed ? recordListedToWait : recordFile;
  const { outcome, batch } = await record(deps, arrival, inBatch);
  return { kind: outcome, place, key: object.key, size: object.size, ...(batch && { batch }) };
}

/** A marker closes its drop at the drop's top only: below it, other parts of the drop may still be written. */
const markerOf = (
  { key, sequencer }: FoundObject,
  place: Place,
  { isAtTop, isManifest }: { isAtTop: boolean; isManifest: boolean },
): Marked =>
  isAtTop
    ? { kind: 'marker', place, marker: { key, sequencer } }
    : { kind: 'marker-below', place, isManifest };

/** A manifest that cannot be read is told at once; its drop waits for one that can, as for files that a manifest names. */
async function recordManifest(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place,
  isAtTop: boolean,
): Promise<Recorded> {
  const manifest = await readManifest(deps.s3, object.bucket, object.key);
  const marked = markerOf(object, place, { isAtTop, isManifest: true });
  if (manifest !== 'unreadable') return marked;
  return { ...(await reject(deps, object, place, 'manifest-unreadable')), marked };
}

/** What only may be a manifest is one where it is that of a bulk export. */
async function recordPage(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place,
  { isAtTop, otherwise }: ObjectClass & { kind: 'manifest-page' },
  batchFor: () => BatchPlace | undefined,
): Promise<Recorded> {
  const manifest = await readManifest(deps.s3, object.bucket, object.key);
  return typeof manifest === 'object' && manifest.kind === 'export'
    ? markerOf(object, place, { isAtTop, isManifest: true })
    : recordAs(deps, object, place, otherwise, batchFor);
}

async function reject(
  deps: ArrivalDeps,
  object: FoundObject,
  place: Place | undefined,
  reason: RejectionReason,
): Promise<Recorded & { kind: 'rejected' }> {
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
