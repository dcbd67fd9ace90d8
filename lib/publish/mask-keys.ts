import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { INPUT_URI_MEMBERS, KEY_MEMBERS, MESSAGE_MEMBERS } from '../../events/index.ts';
import { formatS3Uri, parseS3Uri } from '../s3/index.ts';
import type { EventSender } from './send-events.ts';
import type { KeyMask } from './object-key-masking.ts';

/**
 * Sends events with the S3 keys in them masked. The eventId is masked too: it is a hash of the event's identity, against
 * which guessed keys could be tested.
 */
export const maskKeys =
  (send: EventSender, maskKey: KeyMask): EventSender =>
  (entries) =>
    send(entries.map((entry) => masked(entry, maskKey)));

/** Masks the S3 keys in the JSON text of a detail, or of a part of one. */
export function maskKeysIn(json: string, maskKey: KeyMask): string {
  const detail: unknown = JSON.parse(json, (member, value: unknown) => {
    if (member === 'eventId') return maskedEventId(String(value), maskKey);
    if (KEY_MEMBERS.has(member)) return maskedValue(value, maskKey);
    if (INPUT_URI_MEMBERS.has(member)) return maskedValue(value, (uri) => maskedUri(uri, maskKey));
    if (MESSAGE_MEMBERS.has(member)) return maskedValue(value, (text) => maskedText(text, maskKey));
    return value;
  });
  return JSON.stringify(detail);
}

function masked(entry: PutEventsRequestEntry, maskKey: KeyMask): PutEventsRequestEntry {
  return {
    ...entry,
    Detail: maskKeysIn(entry.Detail ?? '{}', maskKey),
    Resources: (entry.Resources ?? []).map((arn) => maskedArn(arn, maskKey)),
  };
}

/** Texts, in a list or in an object too: HealthLake's own InputDataConfig holds its address in a member. */
const maskedValue = (value: unknown, mask: KeyMask): unknown => {
  if (Array.isArray(value)) return value.map((item) => maskedValue(item, mask));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskedValue(item, mask)]));
  return typeof value === 'string' ? mask(value) : value;
};

/** As long as an eventId is: two masks of 16 digits. */
const maskedEventId = (eventId: string, maskKey: KeyMask): string =>
  [eventId, `${eventId} again`].map((half) => maskKey(half).slice('k-'.length)).join('');

const S3_ARN = /^(arn:[^:]+:s3:::[^/]+)\/([^]*)$/;

/** Folders of copies are named by the importId, not by a key that was dropped. */
const COPIES = /^imports\/imp-[0-9a-f]+\/$/;

/** @param uri of an object or a folder */
function maskedUri(uri: string, maskKey: KeyMask): string {
  const place = parseS3Uri(uri);
  if (!place || place.key === '' || COPIES.test(place.key)) return uri;
  return formatS3Uri({ ...place, key: maskKey(place.key) });
}

const S3_URI = /s3:\/\/\S+/g;

const maskedText = (text: string, maskKey: KeyMask): string =>
  text.replaceAll(S3_URI, (uri) => maskedUri(uri, maskKey));

function maskedArn(arn: string, maskKey: KeyMask): string {
  const [, bucket = '', key = ''] = S3_ARN.exec(arn) ?? [];
  return bucket === '' ? arn : `${bucket}/${maskKey(key)}`;
}
