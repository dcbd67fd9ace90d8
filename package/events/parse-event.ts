import { eventSchemas } from '../../events/index.ts';
import type { DetailType, InletEvents } from '../../events/index.ts';
import type { Shape } from './broken-rule.ts';
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
 * @throws EventError where it is Inlet's by its source, and not as the schema says, and where it is a batch of SQS or a notification of SNS, whose text is the event; its text shows no value
 */
export function parseEvent(envelope: unknown): InletEvent | undefined {
  const event: unknown = typeof envelope === 'string' ? read(envelope) : envelope;
  const where = eventWithin(event);
  if (where !== undefined) throw new EventError(`this is no event but what it came in: parse ${where}`);
  const { source, 'detail-type': type } = (event ?? {}) as { source?: unknown; 'detail-type'?: unknown };
  if (source !== 'inlet' || typeof type !== 'string') return undefined;
  const shape = SHAPES.get(type);
  if (!shape) return undefined;
  const why = brokenRule(event, { ...ENVELOPE, properties: { ...ENVELOPE.properties, detail: shape } }, type);
  if (why !== undefined) throw new EventError(`an event is not what it says: ${why}`);
  return event as InletEvent;
}

/**
 * Where the event is in what AWS wraps around one: passed over as a kind that is not known, all would be lost without a word. A notification of S3 has Records, too,
 * and is another's event.
 */
function eventWithin(given: unknown): string | undefined {
  const { Records, Type, TopicArn } = (given ?? {}) as Record<string, unknown>;
  if (Type === 'Notification' && TopicArn !== undefined) return 'its Message';
  const [record] = Array.isArray(Records) ? (Records as unknown[]) : [];
  const { eventSource, EventSource } = (record ?? {}) as Record<string, unknown>;
  if (eventSource === 'aws:sqs') return 'the body of each of its Records';
  return EventSource === 'aws:sns' ? 'Sns.Message of each of its Records' : undefined;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words may quote the text.
    throw new EventError('an event is not what it says: it is no JSON');
  }
}
