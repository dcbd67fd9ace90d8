import { eventSchemas } from '../../events/index.ts';
import type { DetailType, InletEvents } from '../../events/index.ts';
import type { Shape } from './broken-rule.ts';
import { nameOf } from '../invalid-options.ts';
import { brokenRule } from './broken-rule.ts';

/** An event of Inlet, as EventBridge delivers it; `detail-type` says what `detail` is. */
export type InletEvent = { [Type in DetailType]: Envelope<Type> }[DetailType];

interface Envelope<Type extends DetailType> {
  id: string;
  'detail-type': Type;
  source: 'inlet';
  account: string;
  /** ISO 8601: when the subject of the event was observed. */
  time: string;
  region: string;
  /** ARNs that the event is about. */
  resources: string[];
  detail: InletEvents[Type];
}

/** What claims to be an event of Inlet and is not as its schema says. */
export class EventError extends Error {
  override name = 'EventError';
  readonly code = 'InvalidEvent';
}

const SHAPES = new Map<string, Shape>(eventSchemas.map((schema) => [schema.title, schema]));

const ENVELOPE: Shape = {
  type: 'object',
  required: ['id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
  properties: { id: { type: 'string' }, time: { type: 'string' }, resources: { type: 'array' } },
};

/**
 * Takes an envelope of EventBridge, as an object or as its JSON (the body of a message of SQS), for an event of Inlet. `type`, `const` and `required` of the
 * event's schema hold then; a code or a number out of its range is the reader's to judge, since values may be added within a schemaVersion.
 *
 * @returns undefined where it is another source's event, or of a kind that this version does not know: both are to be passed over
 * @throws EventError where it is Inlet's by its source, and not as the schema says, and where it is no envelope: what AWS wraps around one (a batch or message of SQS, a notification of SNS), a detail alone, a promise; its text shows no value
 */
export function parseEvent(envelope: unknown): InletEvent | undefined {
  const event = typeof envelope === 'string' ? read(envelope) : given(envelope);
  if (typeof event !== 'object' || event === null) return undefined;
  const where = eventWithin(event);
  if (where !== undefined) throw new EventError(`this is no event by itself: parse ${where}`);
  const { source, 'detail-type': type } = event as { source?: unknown; 'detail-type'?: unknown };
  if (source !== 'inlet' || typeof type !== 'string') return undefined;
  const shape = SHAPES.get(type);
  if (!shape) return undefined;
  const why = brokenRule(event, { ...ENVELOPE, properties: { ...ENVELOPE.properties, detail: shape } }, type);
  if (why !== undefined) throw new EventError(`an event is not what it says: ${why}`);
  return event as InletEvent;
}

/** Texts are others' messages perhaps; what is given otherwise and is no object is a mistake. */
function given(envelope: unknown): object {
  if (typeof envelope === 'object' && envelope !== null && !isNoData(envelope)) return envelope;
  throw new EventError(
    `an event is an object, as EventBridge delivers it, or its JSON, and this is ${nameOf(envelope)}`,
  );
}

const isNoData = (value: object): boolean => value instanceof Promise || value instanceof Uint8Array;

/** What is there in place of an envelope, by members of it, and where the envelope is. */
const NO_ENVELOPES: readonly (readonly [members: readonly string[], envelope: string])[] = [
  [['Type', 'TopicArn', 'Message'], 'its Message'],
  [['messageId', 'receiptHandle', 'body'], 'its body'],
  [['MessageId', 'ReceiptHandle', 'Body'], 'its Body'],
  [['EventSource', 'Sns'], 'its Sns.Message'],
  [['Source', 'DetailType', 'Detail'], 'what a rule delivers of it'],
];

/**
 * Where the event is in what AWS wraps around one, or in what is a part of one: passed over as a kind that is not known, all would be lost without a word. A notification of S3
 * has Records, too, and is another's event.
 */
function eventWithin(event: object): string | undefined {
  if ('detail-type' in event) return undefined;
  if ('detail-type' in firstOf(event)) return 'each of its items';
  const { Records, schemaVersion, eventId } = event as Record<string, unknown>;
  const { eventSource, EventSource } = firstOf(Records);
  if (eventSource === 'aws:sqs') return 'the body of each of its Records';
  if (EventSource === 'aws:sns') return 'Sns.Message of each of its Records';
  if (schemaVersion !== undefined && /^[0-9a-f]{32}$/.test(String(eventId)))
    return 'what it is the detail of';
  const [, envelope] = NO_ENVELOPES.find(([members]) => members.every((name) => name in event)) ?? [];
  return envelope;
}

/** The first item of a list, if it is an object; else an empty one. */
const firstOf = (list: unknown): Record<string, unknown> =>
  Object(Array.isArray(list) ? (list as unknown[])[0] : undefined) as Record<string, unknown>;

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words may quote the text.
    throw new EventError('an event is not what it says: it is no JSON');
  }
}
