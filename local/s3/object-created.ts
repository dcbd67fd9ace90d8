import { ACCOUNT_ID } from '../ground/index.ts';
import type { ObjectVersion } from './store/versions.ts';
import { NULL_VERSION } from './store/versions.ts';

/** Which call made the object, in the event's words. */
export type CreationReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';

/**
 * The detail of S3's "Object Created" event in EventBridge form (Amazon S3 User Guide, "EventBridge event message
 * structure"). Unlike in S3's own notifications the key is not URL-encoded.
 */
export interface ObjectCreated {
  version: '0';
  bucket: { name: string };
  object: { key: string; size: number; etag: string; 'version-id'?: string; sequencer: string };
  'request-id': string;
  requester: string;
  'source-ip-address': string;
  reason: CreationReason;
}

/** Where a write comes from, as its event says. */
export interface Origin {
  requestId: string;
  sourceIp: string;
}

/** Hex digits of a sequencer; all of one length, so that they also compare as text. */
const SEQUENCER_DIGITS = 18;

export const objectCreated = (
  object: ObjectVersion,
  reason: CreationReason,
  origin: Origin,
): ObjectCreated => ({
  version: '0',
  bucket: { name: object.bucket },
  object: {
    key: object.key,
    size: object.size,
    etag: object.etag,
    ...(object.versionId !== NULL_VERSION && { 'version-id': object.versionId }),
    sequencer: object.sequence.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0'),
  },
  'request-id': origin.requestId,
  requester: ACCOUNT_ID,
  'source-ip-address': origin.sourceIp,
  reason,
});
