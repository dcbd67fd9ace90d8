import type { ArrivalBatch, BatchPlace, Ledger } from '../ledger/index.ts';
import { hasBatches, MOST_IN_BATCH, newBatch, putBatch } from '../ledger/index.ts';
import type { Place } from '../routes/index.ts';
import { classify } from './classify.ts';
import type { ArrivalDeps } from './record-object.ts';

/** An object that is about to be recorded, and where it belongs. */
export interface Expected {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
  place: Place | undefined;
}

/** The batches that objects which are recorded together make, by their drops. */
export interface Batches {
  /** The next place for a file of this drop; undefined where it is recorded by itself. */
  placeFor: (object: Expected) => BatchPlace | undefined;
  /** The place was taken: its name is to be listed. */
  take: (place: BatchPlace, key: string) => void;
  /** Lists what was taken of one drop. */
  write: (ledger: Ledger, drop: { route: string; drop: string }) => Promise<void>;
}

const idOf = (route: string, drop: string): string => JSON.stringify([route, drop]);

/**
 * Divides what is about to be recorded into batches. A file that comes alone waits by itself: that takes fewer calls.
 * @param deps in a ledger of an older format each waits by itself
 */
export function batchesAmong(
  objects: Iterable<Expected>,
  { ledgerFormat, now }: Pick<ArrivalDeps, 'ledgerFormat' | 'now'>,
): Batches {
  const expected = new Map<string, number>();
  for (const { key, size, place } of objects) {
    if (!place || classify(key, size, place.route).kind !== 'import-file') continue;
    const id = idOf(place.route.name, place.drop);
    expected.set(id, (expected.get(id) ?? 0) + 1);
  }
  const open = new Map<string, { batchId: string; places: number }>();
  const taken = new Map<string, { bucket: string; keys: Map<number, string> }>();
  const buckets = new Map<string, string>();
  const ofDrop = new Map<string, string[]>();
  return {
    placeFor({ bucket, place }) {
      if (!place || !hasBatches(ledgerFormat)) return undefined;
      const id = idOf(place.route.name, place.drop);
      if ((expected.get(id) ?? 0) < 2) return undefined;
      let current = open.get(id);
      if (!current || current.places === MOST_IN_BATCH) {
        current = { batchId: newBatch(now()), places: 0 };
        open.set(id, current);
        ofDrop.set(id, [...(ofDrop.get(id) ?? []), current.batchId]);
        buckets.set(current.batchId, bucket);
      }
      // A batch is of one bucket.
      if (buckets.get(current.batchId) !== bucket) return undefined;
      current.places += 1;
      return { batchId: current.batchId, batchIndex: current.places - 1 };
    },
    take({ batchId, batchIndex }, key) {
      const entry = taken.get(batchId) ?? {
        bucket: buckets.get(batchId) ?? '',
        keys: new Map<number, string>(),
      };
      entry.keys.set(batchIndex, key);
      taken.set(batchId, entry);
    },
    async write(ledger, { route, drop }) {
      for (const batchId of ofDrop.get(idOf(route, drop)) ?? []) {
        const entry = taken.get(batchId);
        if (entry)
          await putBatch(ledger, { batchId, route, drop, bucket: entry.bucket, ...namesIn(entry.keys) });
      }
    },
  };
}

/** Keys as what all begin with, a folder, and the rest of each in its place. */
function namesIn(keys: ReadonlyMap<number, string>): Pick<ArrivalBatch, 'prefix' | 'names'> {
  const [first = '', ...others] = keys.values();
  let prefix = first.slice(0, first.lastIndexOf('/') + 1);
  for (const key of others)
    while (!key.startsWith(prefix)) prefix = prefix.slice(0, prefix.slice(0, -1).lastIndexOf('/') + 1);
  const names = Array.from({ length: Math.max(...keys.keys()) + 1 }, (_, place) =>
    (keys.get(place) ?? prefix).slice(prefix.length),
  );
  return { prefix, names };
}
