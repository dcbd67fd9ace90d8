import type { ConsoleEvent, EventFilter, EventsDocument, SchemasDocument } from '../../console/api/index.ts';
import { eventSchemas } from '../../events/index.ts';
import type { BusEvent } from '../../local/boot/index.ts';
import type { ConsoleContext, WantedEvents } from './console-context.ts';
import { ledgerEvents } from './ledger-events.ts';
import { shownKeys } from './shown-keys.ts';

/** Events of a page, and the rows that are read to find them. */
const PAGE = { most: 50, mostRead: 2000 };

/** Events, the newest first: from the bus's log where the cloud is in this process, else from the ledger's rows. */
export async function readEvents(
  context: ConsoleContext,
  wanted: WantedEvents,
): Promise<{ events: ConsoleEvent[]; next: object | null }> {
  const { cloud } = context;
  if (!cloud) return ledgerEvents(context.stage, wanted);
  const before = (wanted.before as { sequence: number } | null)?.sequence ?? null;
  const { events, next } = cloud.eventsBefore({ ...wanted, before });
  return {
    events: events.map(({ sequence, event }) => consoleEvent(event, sequence)),
    next: next === null ? null : { sequence: next },
  };
}

/** The view of events. */
export async function eventsView(
  context: ConsoleContext,
  { detailType, importId, after }: EventFilter,
): Promise<Omit<EventsDocument, 'schemaVersion' | 'stage' | 'at' | 'kind'>> {
  const list = `events ${JSON.stringify([detailType, importId])}`;
  const before = after === null ? null : context.tokens.open(list, after);
  const { events, next } = await readEvents(context, { detailType, importId, before, ...PAGE });
  return shownKeys(context, {
    events,
    detailTypes: DETAIL_TYPES,
    nextToken: next && context.tokens.seal(list, next),
    eventsFromLedger: context.cloud === undefined,
  });
}

/** What Inlet's events mean, in the words of their schemas. */
export const describedEvents = (): Omit<SchemasDocument, 'schemaVersion' | 'stage' | 'at' | 'kind'> => ({
  schemas: Object.values(eventSchemas).map(({ title, description, properties }) => ({
    detailType: title,
    description,
    members: Object.entries(properties).map(([name, member]) => ({ name, description: member.description })),
  })),
});

/** Inlet's own, and what it hears of S3 and HealthLake is found by looking. */
const DETAIL_TYPES = Object.values(eventSchemas).map(({ title }) => title);

export function consoleEvent(event: BusEvent, sequence: number): ConsoleEvent {
  const { importId } = event.detail;
  return {
    sequence,
    time: event.time,
    detailType: event['detail-type'],
    importId: typeof importId === 'string' ? importId : null,
    envelope: { ...event },
  };
}
