import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../ground/index.ts';
import { ACCOUNT_ID, REGION } from '../ground/index.ts';

/** An event as EventBridge hands it to targets (EventBridge User Guide, "Event structure"). */
export interface EventEnvelope {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** RFC 3339, UTC, whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: JsonObject;
  /** Of an event that comes out of an archive again. */
  'replay-name'?: string;
}

/** An event and the bus it was put on. */
export type BusEvent = EventEnvelope & { busName: string };

/** What a source says of an event. */
export interface EventEntry {
  /** The default bus unless said. */
  busName?: string | undefined;
  source: string;
  detailType: string;
  detail: object;
  resources?: string[] | undefined;
  /** Epoch milliseconds; now unless said. */
  time?: number | undefined;
}

/** @param now the cloud's time, epoch milliseconds */
export function envelopeOf(entry: EventEntry, now: number): EventEnvelope {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.detailType,
    source: entry.source,
    account: ACCOUNT_ID,
    time: wholeSeconds(entry.time ?? now),
    region: REGION,
    resources: entry.resources ?? [],
    detail: entry.detail as JsonObject,
  };
}

/** What a schedule sends to a target that has no input of its own. */
export const scheduledEvent = (ruleArn: string, dueMs: number): EventEnvelope =>
  envelopeOf(
    { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [ruleArn] },
    dueMs,
  );

const wholeSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
