import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { INPUT_URI_MEMBERS, KEY_MEMBERS } from '../../events/index.ts';
import { formatS3Uri, parseS3Uri } from '../s3/index.ts';
import type { EventSender } from './send-events.ts';
import type { NameOfKey } from './object-key-masking.ts';

/**
 * Sends events with other names for the keys in them. The eventId is named anew too: it is a hash of what the event
 * tells, and who has it could try keys out.
 */
export const hidingKeys =
  (send: EventSender, nameOfKey: NameOfKey): EventSender =>
  (entries) =>
    send(entries.map((entry) => withoutKeys(entry, nameOfKey)));

function withoutKeys(entry: PutEventsRequestEntry, nameOfKey: NameOfKey): PutEventsRequestEntry {
  const detail: unknown = JSON.parse(entry.Detail ?? '{}', (member, value: unknown) => {
    if (member === 'eventId') return eventIdOf(String(value), nameOfKey);
    if (KEY_MEMBERS.has(member)) return renamed(value, nameOfKey);
    if (INPUT_URI_MEMBERS.has(member)) return renamed(value, (uri) => uriOf(uri, nameOfKey));
    return value;
  });
  return {
    ...entry,
    Detail: JSON.stringify(detail),
    Resources: (entry.Resources ?? []).map((arn) => resourceOf(arn, nameOfKey)),
  };
}

const renamed = (value: unknown, rename: NameOfKey): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  return typeof value === 'string' ? rename(value) : value;
};

/** As long as an eventId is: two names of 16 digits. */
const eventIdOf = (eventId: string, nameOfKey: NameOfKey): string =>
  [eventId, `${eventId} again`].map((half) => nameOfKey(half).slice('k-'.length)).join('');

const S3_ARN = /^(arn:[^:]+:s3:::[^/]+)\/([^]*)$/;

/** Folders of copies are named by the importId, not by anybody's key. */
const COPIES = /^imports\/imp-[0-9a-f]+\/$/;

/** @param uri of an object or a folder */
export function uriOf(uri: string, nameOfKey: NameOfKey): string {
  const place = parseS3Uri(uri);
  if (!place || place.key === '' || COPIES.test(place.key)) return uri;
  return formatS3Uri({ ...place, key: nameOfKey(place.key) });
}

function resourceOf(arn: string, nameOfKey: NameOfKey): string {
  const [, bucket = '', key = ''] = S3_ARN.exec(arn) ?? [];
  return bucket === '' ? arn : `${bucket}/${nameOfKey(key)}`;
}
