/** Of so many it is remembered that they have many rows. */
const MOST_KEPT = 1_000;

/** What has many rows in the index, so that they are not counted for each search. It decides how a search goes about it, never what it finds. */
export interface KnownMany {
  has: (what: string) => boolean;
  add: (what: string) => void;
  /** Rows have gone. */
  clear: () => void;
}

/** The one that came first goes first: what is still many comes again. */
export function knownMany(): KnownMany {
  const kept = new Set<string>();
  return {
    has: (what) => kept.has(what),
    add(what) {
      kept.add(what);
      const [oldest] = kept;
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    },
    clear: () => {
      kept.clear();
    },
  };
}
