import { createHash } from 'node:crypto';
import type { OperationName } from '../../healthlake/index.ts';
import { isOperation } from '../../healthlake/index.ts';
import type { Refusal } from './refusals.ts';
import { refusal } from './refusals.ts';

/** A request as it came. */
export interface AskedAction {
  requestId: string;
  action: OperationName;
  input: Readonly<Record<string, unknown>>;
  clientToken: string | null;
  confirmDatastoreName: string | null;
  /** The event's `source`; null for a schedule of the stage. */
  source: string | null;
  /** The id of the EventBridge event that asked. */
  eventId: string;
  /** Of all that it says: another one under the same requestId is another request. */
  hash: string;
}

/** A request that cannot be read, and as much of it as may be told. */
export interface UnreadableAction {
  requestId: string | null;
  action: OperationName | null;
  eventId: string;
  hash: string;
  refusal: Refusal;
}

export type ReadAction = { kind: 'asked'; asked: AskedAction } | { kind: 'unreadable'; of: UnreadableAction };

/** A message that is no event "HealthLake Action Requested" at all: nobody can be answered. */
export class NoRequest extends Error {
  override name = 'NoRequest';
}

const DETAIL_TYPE = 'HealthLake Action Requested';
const REQUEST_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;
const CLIENT_TOKEN = /^[a-zA-Z0-9-]{1,64}$/;
const MEMBERS = ['schemaVersion', 'requestId', 'action', 'input', 'clientToken', 'confirmDatastoreName'];

/** `source` of the stage's own schedules; the rule for events lets no other event with it through. */
export const SCHEDULE_SOURCE = 'inlet';

/** How requestIds of the stage's own schedules begin: nobody else may use one up before it is due. */
const SCHEDULE_REQUESTS = 'schedule:';

/**
 * Reads a message of the actions queue (events/healthlake-action-requested.schema.json).
 * @throws NoRequest where it is no such event
 */
export function readAction(body: string): ReadAction {
  const event = asObject(parsed(body));
  const detail = asObject(event?.detail);
  const { id: eventId, source } = event ?? {};
  if (!detail || event?.['detail-type'] !== DETAIL_TYPE || typeof eventId !== 'string')
    throw new NoRequest('the message is no event "HealthLake Action Requested"');

  const { requestId, action, input, clientToken = null, confirmDatastoreName = null } = detail;
  const hash = hashOf([action, input, clientToken, confirmDatastoreName]);
  const isOwn = source === SCHEDULE_SOURCE;
  const isId = (text: unknown): text is string =>
    typeof text === 'string' && REQUEST_ID.test(text) && (isOwn || !text.startsWith(SCHEDULE_REQUESTS));
  const id = isId(requestId) ? requestId : null;
  const known = typeof action === 'string' && isOperation(action) ? action : null;
  const asked = asObject(input);
  const wrong = [
    ...(id === null ? ['requestId'] : []),
    ...(known === null ? ['action'] : []),
    ...(asked ? [] : ['input']),
    ...(clientToken === null || isToken(clientToken) ? [] : ['clientToken']),
    ...(confirmDatastoreName === null || isName(confirmDatastoreName) ? [] : ['confirmDatastoreName']),
    ...(['1', undefined].includes(detail.schemaVersion as string | undefined) ? [] : ['schemaVersion']),
  ];
  const surplus = Object.keys(detail).some((member) => !MEMBERS.includes(member));
  if (wrong.length > 0 || surplus || id === null || known === null || !asked) {
    const says = [
      ...(wrong.length > 0 ? [`Wrong or missing: ${wrong.join(', ')}.`] : []),
      ...(surplus ? [`It may have ${MEMBERS.join(', ')} only.`] : []),
    ].join(' ');
    const of = { requestId: id, action: known, eventId, hash, refusal: refusal('InvalidRequest', says) };
    return { kind: 'unreadable', of };
  }
  return {
    kind: 'asked',
    asked: {
      requestId: id,
      action: known,
      input: asked,
      clientToken: isToken(clientToken) ? clientToken : null,
      confirmDatastoreName: isName(confirmDatastoreName) ? confirmDatastoreName : null,
      source: typeof source === 'string' && !isOwn ? source : null,
      eventId,
      hash,
    },
  };
}

/** The same for the same JSON, in whatever order its members stand. */
export const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}

const isToken = (value: unknown): value is string => typeof value === 'string' && CLIENT_TOKEN.test(value);
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 256;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
