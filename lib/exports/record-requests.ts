import { nameOf } from '../../errors/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { RunRequest } from './request-export.ts';
import { requestExport } from './request-export.ts';

/** What recording needs from outside. */
export interface RecordDeps {
  ledger: Ledger;
  /** The schedules of the stage's exports, by their names. */
  schedules: ReadonlyMap<string, string>;
  now: () => number;
}

/** What became of one message. */
export type RequestReport = { messageId: string } & (
  | { outcome: 'recorded' | 'known'; exportName: string; exportId: string }
  | { outcome: 'failed'; error: string }
);

/**
 * Records the runs that messages of the exports queue ask for: due times of schedules, and "Export Requested" events. A
 * message that asks for nothing that can be understood fails, and ends in the dead letters.
 */
export async function recordRequests(
  deps: RecordDeps,
  messages: readonly { messageId: string; body: string }[],
): Promise<RequestReport[]> {
  const reports: RequestReport[] = [];
  for (const { messageId, body } of messages) {
    try {
      const request = requestOf(body, deps.schedules);
      const { exportId, isNew } = await requestExport(deps.ledger, request, deps.now());
      const { exportName } = request;
      reports.push({ messageId, outcome: isNew ? 'recorded' : 'known', exportName, exportId });
    } catch (error) {
      reports.push({ messageId, outcome: 'failed', error: nameOf(error) });
    }
  }
  return reports;
}

/** As config/schema.json and events/export-requested.schema.json have them. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;
const REQUEST_ID = /^[A-Za-z0-9._:/-]{1,128}$/;

const MINUTE_MS = 60_000;

/** @throws Error named MessageError, which says nothing of what the message holds */
export function requestOf(body: string, schedules: ReadonlyMap<string, string>): RunRequest {
  const message = parsed(body);
  const detail = objectOf(message['detail-type'] === 'Export Requested' ? message.detail : undefined);
  const { exportName, requestId } = detail ?? message;
  const time = Date.parse(textOf(detail ? message.time : message.dueAt));
  if (typeof exportName !== 'string' || !NAME.test(exportName) || Number.isNaN(time)) throw messageError();
  if (!detail) {
    // A cron expression is precise to the minute: one that EventBridge runs twice for one time is due once.
    const dueAt = schedules.get(exportName)?.startsWith('cron')
      ? Math.floor(time / MINUTE_MS) * MINUTE_MS
      : time;
    return { exportName, cause: 'schedule', requestId: null, dueAt };
  }
  if (typeof requestId !== 'string' || !REQUEST_ID.test(requestId)) throw messageError();
  return { exportName, cause: 'event', requestId, dueAt: time };
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value = objectOf(JSON.parse(body));
    if (value) return value;
  } catch {
    // Told below: the parser's own words would quote the message.
  }
  throw messageError();
}

const objectOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const messageError = (): Error =>
  Object.assign(new Error('the message is neither a due time nor an "Export Requested" event'), {
    name: 'MessageError',
  });
