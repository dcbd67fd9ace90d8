/** What S3 says of an object that was created, in whichever form it was sent. */
export interface CreatedObject {
  bucket: string;
  /** As it is: decoded where the form of the event encodes it. */
  key: string;
  versionId: string | null;
  /** Bytes. */
  size: number;
  etag: string;
  sequencer: string;
  /** The event's own id where it has one: of EventBridge's envelope, or of the request that S3 told by a notification. */
  eventId?: string;
}

/** The envelopes that a message may come in before the event itself: how to recognise one, and what to open. */
const ENVELOPES: { isOne: (value: Members) => boolean; inside: string }[] = [
  // SNS to SQS, without raw message delivery (SNS developer guide, "Message delivery formats").
  { isOne: (value) => value.Type === 'Notification', inside: 'Message' },
  // SQS to Lambda, or to another queue as it was received (Lambda developer guide, "Using Lambda with Amazon SQS").
  { isOne: (value) => value.eventSource === 'aws:sqs', inside: 'body' },
];

/** SNS in SQS in SQS is already more than anybody builds. */
const DEEPEST = 4;

/**
 * Reads the objects that a message reports: an S3 event in EventBridge form (S3 user guide, "EventBridge event message
 * structure"), or one of S3's own notifications (S3 user guide, "Event message structure"), by itself or inside messages
 * of SNS and SQS. A message of nothing created, as S3's test event, has none.
 * @param body the JSON text that a queue's message carries
 * @throws SyntaxError or TypeError that names the member that is missing; never the body itself
 */
export function readObjectsCreated(body: string, depth = 0): CreatedObject[] {
  const message = parsed(body);
  for (const { isOne, inside } of ENVELOPES) {
    if (isMembers(message) && isOne(message) && depth < DEEPEST)
      return readObjectsCreated(text(message, inside), depth + 1);
  }
  if (!isMembers(message)) throw new TypeError('the message is no JSON object');
  if (Array.isArray(message.Records))
    return message.Records.flatMap((record: unknown) =>
      isMembers(record) && record.eventSource === 'aws:sqs'
        ? readObjectsCreated(text(record, 'body'), depth + 1)
        : fromNotification(record),
    );
  if (message.Event === 's3:TestEvent') return [];
  return [fromEventBridge(message)];
}

function fromEventBridge(event: Members): CreatedObject {
  const type = text(event, 'detail-type');
  if (text(event, 'source') !== 'aws.s3' || type !== 'Object Created') {
    throw new TypeError(`not an S3 "Object Created" event: detail-type is "${type}"`);
  }
  const detail = member(event, 'detail');
  const object = member(detail, 'object');
  return {
    bucket: text(member(detail, 'bucket'), 'name'),
    // This form does not encode keys: "+" and "%20" stand for themselves.
    key: text(object, 'key'),
    versionId: optionalText(object, 'version-id'),
    size: size(object),
    etag: text(object, 'etag'),
    sequencer: text(object, 'sequencer'),
    ...eventIdOf(event.id),
  };
}

/** What is read of a notification only where it is there. */
interface NotificationRecord {
  responseElements?: Members;
}

const eventIdOf = (id: unknown): Pick<CreatedObject, 'eventId'> =>
  typeof id === 'string' && id !== '' ? { eventId: id } : {};

function fromNotification(record: unknown): CreatedObject[] {
  if (text(record, 'eventSource') !== 'aws:s3') throw new TypeError('the record is not one of S3');
  if (!text(record, 'eventName').startsWith('ObjectCreated:')) return [];
  const s3 = member(record, 's3');
  const object = member(s3, 'object');
  return [
    {
      bucket: text(member(s3, 'bucket'), 'name'),
      // This form encodes keys as an HTML form does: a space is "+".
      key: decoded(text(object, 'key')),
      versionId: optionalText(object, 'versionId'),
      size: size(object),
      etag: text(object, 'eTag'),
      sequencer: text(object, 'sequencer'),
      ...eventIdOf((record as NotificationRecord).responseElements?.['x-amz-request-id']),
    },
  ];
}

type Members = Record<string, unknown>;

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;

/** The runtime's own error would quote the body. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new SyntaxError('the message is no JSON');
  }
}

/** The runtime's own error would not say where. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new TypeError('the event\'s member "key" is not URL-encoded');
  }
}

function member(value: unknown, name: string): unknown {
  if (!isMembers(value) || !(name in value)) throw new TypeError(`the event has no member "${name}"`);
  return value[name];
}

function text(value: unknown, name: string): string {
  const found = member(value, name);
  if (typeof found !== 'string') throw new TypeError(`the event's member "${name}" is no text`);
  return found;
}

function size(object: unknown): number {
  const found = member(object, 'size');
  if (typeof found !== 'number') throw new TypeError('the event\'s member "size" is no number');
  return found;
}

/** A bucket without versioning sends no version id, or an empty one. */
function optionalText(value: unknown, name: string): string | null {
  const found = (value as Members)[name];
  return typeof found === 'string' && found !== '' ? found : null;
}
