import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ConsoleEvent } from '../../api/index.ts';
import { Link } from './link.tsx';
import { Time } from './time.tsx';
import { WholeEvent } from './whole-event.tsx';

/** Events in their order; one opens to the whole of it. */
export function EventList({
  events,
  empty,
  isOfOneImport = false,
}: {
  events: readonly ConsoleEvent[];
  empty: string;
  /** Where all are of one import, it is not named with each. */
  isOfOneImport?: boolean;
}): JSX.Element {
  const [open, setOpen] = useState<number | null>(null);
  if (events.length === 0) return <p class="none">{empty}</p>;
  return (
    <ol class="events">
      {events.map((event) => (
        <li key={event.sequence}>
          <button
            type="button"
            aria-expanded={open === event.sequence}
            onClick={() => {
              setOpen(open === event.sequence ? null : event.sequence);
            }}
          >
            <Time iso={event.time} /> <strong>{event.detailType}</strong> {saidBy(event)}
          </button>
          {event.importId !== null && !isOfOneImport && (
            <Link to={{ view: 'import', importId: event.importId }}>{event.importId}</Link>
          )}
          {open === event.sequence && <WholeEvent event={event} />}
        </li>
      ))}
    </ol>
  );
}

/** What an event tells in short: its place among the events of its job, and the status that it is about. */
function saidBy({ envelope }: ConsoleEvent): string {
  const { sequence, previousStatus, status, reason } = (envelope.detail ?? {}) as Record<string, unknown>;
  const texts = [
    typeof sequence === 'number' ? `${sequence}.` : '',
    typeof previousStatus === 'string' ? `${previousStatus} to` : '',
    typeof status === 'string' ? status : '',
    typeof reason === 'string' ? reason : '',
  ];
  return texts.filter((text) => text !== '').join(' ');
}
