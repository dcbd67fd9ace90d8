import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EventsDocument } from '../../api/index.ts';
import { read } from '../api.ts';
import { EventList } from '../parts/event-list.tsx';
import { More } from '../parts/more.tsx';
import { ViewFrame } from '../parts/view-frame.tsx';
import { useFollowed } from '../use-followed.ts';

/** What the bus tells, the newest first. */
export function EventsView(): JSX.Element {
  const [detailType, setDetailType] = useState('');
  const [importId, setImportId] = useState('');
  const [older, setOlder] = useState<{ events: EventsDocument['events']; next: string | null } | null>(null);
  const filter = { ...(detailType && { detailType }), ...(importId && { importId }) };
  const query = new URLSearchParams(filter).toString();
  const followed = useFollowed<EventsDocument>(query ? `events?${query}` : 'events');
  return (
    <ViewFrame title="Events" followed={followed}>
      {({ events, detailTypes, nextToken, eventsFromLedger }) => {
        const token = older ? older.next : nextToken;
        const last = events.at(-1)?.sequence ?? Infinity;
        const all = [...events, ...(older?.events ?? []).filter(({ sequence }) => sequence < last)];
        return (
          <>
            <form
              class="filters"
              onSubmit={(event) => {
                event.preventDefault();
              }}
            >
              <label>
                Type
                <select
                  value={detailType}
                  onChange={(event) => {
                    setOlder(null);
                    setDetailType(event.currentTarget.value);
                  }}
                >
                  <option value="">all</option>
                  {detailTypes.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </select>
              </label>
              <label>
                Import
                <input
                  // Not its value: what is half typed would go with the next event.
                  defaultValue={importId}
                  onChange={(event) => {
                    setOlder(null);
                    setImportId(event.currentTarget.value.trim());
                  }}
                />
              </label>
            </form>
            {eventsFromLedger && (
              <p class="faint">From the ledger's transitions: the bus itself keeps none.</p>
            )}
            <EventList
              events={all}
              empty={
                query
                  ? 'No event fits: take another type, or leave the import empty.'
                  : 'No event has come yet: drop a file, and the first one will.'
              }
            />
            {token !== null && (
              <More
                load={async () => {
                  const page = new URLSearchParams({ ...filter, nextToken: token }).toString();
                  const found = await read<EventsDocument>(`events?${page}`);
                  setOlder({ events: [...(older?.events ?? []), ...found.events], next: found.nextToken });
                }}
              >
                Older
              </More>
            )}
          </>
        );
      }}
    </ViewFrame>
  );
}
