import { useEffect, useState } from 'preact/hooks';

/** Where the console lies; console/server/console-service.ts has the same. */
export const BASE = '/_inlet/console/';

/**
 * What is looked at. Only this stands in the address: keys, searched values and resource ids stay in the page's memory,
 * since addresses end up in histories and logs.
 */
export type Place =
  | { view: 'flow' | 'imports' | 'stores' | 'events' | 'try' }
  | { view: 'import'; importId: string }
  | { view: 'store'; datastoreId: string; type: string | null };

/** The place that a path names; the flow for what names none. */
export function placeOf(path: string): Place {
  const [view = '', first, second = null] = path.slice(BASE.length).split('/').map(decoded);
  if (view === 'imports' && first) return { view: 'import', importId: first };
  if (view === 'stores' && first) return { view: 'store', datastoreId: first, type: second };
  return view === 'imports' || view === 'stores' || view === 'events' || view === 'try'
    ? { view }
    : { view: 'flow' };
}

/** Somebody may have typed the address. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

/** The path of a place. */
export function pathOf(place: Place): string {
  const parts =
    place.view === 'import'
      ? ['imports', place.importId]
      : place.view === 'store'
        ? ['stores', place.datastoreId, ...(place.type === null ? [] : [place.type])]
        : place.view === 'flow'
          ? []
          : [place.view];
  return BASE + parts.map(encodeURIComponent).join('/');
}

const MOVED = 'inlet-moved';

/** Goes to a place, with an entry in the browser's history. */
export function goTo(place: Place): void {
  history.pushState(null, '', pathOf(place));
  dispatchEvent(new Event(MOVED));
}

/** The place that the address names now. */
export function usePlace(): Place {
  const [place, set] = useState(() => placeOf(location.pathname));
  useEffect(() => {
    const moved = (): void => {
      set(placeOf(location.pathname));
    };
    addEventListener('popstate', moved);
    addEventListener(MOVED, moved);
    return () => {
      removeEventListener('popstate', moved);
      removeEventListener(MOVED, moved);
    };
  }, []);
  return place;
}
