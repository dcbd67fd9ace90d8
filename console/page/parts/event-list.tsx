import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ConsoleEvent } from '../../api/index.ts';
import { Link } from './link.tsx';
import { Time } from './time.tsx';

/** Events in their order; one opens to the whole of it. */
export function EventList({
  events,
  empty,
}: {
  events: readonly ConsoleEvent[];
  empty: string;
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
            <Time iso={event.time} /> <strong>{event.detailType}</strong>
          </button>
          {event.importId !== null && (
            <Link to={{ view: 'import', importId: event.importId }}>{event.importId}</Link>
          )}
          {open === event.sequence && <WholeEvent event={event} />}
        </li>
      ))}
    </ol>
  );
}

function WholeEvent({ event: { envelope, detailType } }: { event: ConsoleEvent }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const entry = { Source: envelope.source, DetailType: detailType, Detail: JSON.stringify(envelope.detail) };
  const command = `aws events put-events --entries '${JSON.stringify([entry]).replaceAll("'", `'\\''`)}'`;
  return (
    <div class="whole">
      <pre>{JSON.stringify(envelope, null, 2)}</pre>
      <button
        type="button"
        onClick={() => {
          void navigator.clipboard.writeText(command).then(() => {
            setCopied(true);
          });
        }}
      >
        Copy as put-events
      </button>
      <span role="status">{isCopied && 'copied'}</span>
    </div>
  );
}
