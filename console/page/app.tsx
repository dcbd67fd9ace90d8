import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SessionDocument } from '../api/index.ts';
import type { Place } from './address.ts';
import { pathOf, usePlace } from './address.ts';
import { read } from './api.ts';
import { Link } from './parts/link.tsx';
import { Session } from './session.ts';
import { EventsView } from './views/events.tsx';
import { FlowView } from './views/flow.tsx';
import { ImportView } from './views/import.tsx';
import { ImportsView } from './views/imports.tsx';
import { StoreView } from './views/store.tsx';
import { StoresView } from './views/stores.tsx';
import { TryView } from './views/try.tsx';

/** The views that the bar at the top leads to. */
const TABS: readonly {
  view: 'flow' | 'imports' | 'stores' | 'events' | 'try';
  name: string;
  localOnly?: true;
}[] = [
  { view: 'flow', name: 'Flow' },
  { view: 'imports', name: 'Imports' },
  { view: 'stores', name: 'Data stores' },
  { view: 'events', name: 'Events' },
  { view: 'try', name: 'Try', localOnly: true },
];

/** Which tab a place belongs to. */
const TAB_OF: Readonly<Record<Place['view'], string>> = {
  flow: 'flow',
  imports: 'imports',
  import: 'imports',
  stores: 'stores',
  store: 'stores',
  events: 'events',
  try: 'try',
};

/** The whole console: the bar, and the view that the address names. */
export function App(): JSX.Element {
  const place = usePlace();
  const [session, setSession] = useState<SessionDocument | undefined>();
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let again: ReturnType<typeof setTimeout> | undefined;
    const load = (): void => {
      read<SessionDocument>('session').then(setSession, (error: unknown) => {
        setTrouble((error as Error).message);
        again = setTimeout(load, 2000);
      });
    };
    load();
    return () => {
      clearTimeout(again);
    };
  }, []);
  useHeading(place, session !== undefined);
  if (!session)
    return <p class="empty">{trouble === null ? 'Loading ...' : `${trouble} It is tried again.`}</p>;
  return (
    <Session.Provider value={session}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="bar">
        <span class="brand">Inlet</span>
        <nav aria-label="Views">
          {TABS.filter(({ localOnly }) => session.isLocal || !localOnly).map(({ view, name }) => (
            <Link key={view} to={{ view }} isCurrent={TAB_OF[place.view] === view}>
              {name}
            </Link>
          ))}
        </nav>
        <span class="stage">stage {session.stage}</span>
      </header>
      <main id="main" tabIndex={-1}>
        <View place={place} />
      </main>
    </Session.Provider>
  );
}

/** Names the view in the window's title, and once one goes on to another, leads keyboard and screen reader to its heading. */
function useHeading(place: Place, isReady: boolean): void {
  const path = pathOf(place);
  const before = useRef<string | null>(null);
  // Before it is looked where the focus of what is gone should be (keep-focus.ts).
  useLayoutEffect(() => {
    if (!isReady) return;
    const heading = document.querySelector<HTMLElement>('main h1');
    document.title = `${heading?.textContent ?? 'Console'} - Inlet`;
    if (before.current !== null && before.current !== path) heading?.focus();
    before.current = path;
  }, [path, isReady]);
}

function View({ place }: { place: Place }): JSX.Element {
  switch (place.view) {
    case 'flow':
      return <FlowView />;
    case 'imports':
      return <ImportsView />;
    case 'import':
      return <ImportView key={place.importId} importId={place.importId} />;
    case 'stores':
      return <StoresView />;
    case 'store':
      return <StoreView key={place.datastoreId} datastoreId={place.datastoreId} type={place.type} />;
    case 'events':
      return <EventsView />;
    case 'try':
      return <TryView />;
  }
}
