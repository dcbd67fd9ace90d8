import pMap from 'p-map';
import { listedSequencer } from '../ledger/index.ts';
import { batchesAmong } from './batched.ts';
import { collectDropUpdates } from './drop-updates.ts';
import type { ListedVersion } from '../s3/index.ts';
import type { ArrivalDeps, Recorded } from './record-object.ts';
import { recordObject } from './record-object.ts';
import type { Place } from '../routes/index.ts';
import { placeOf } from '../routes/index.ts';

/** What became of one listed object. */
export interface ListedOutcome {
  key: string;
  recorded: Recorded;
}

/** Objects recorded concurrently. */
const CONCURRENCY = 16;

/**
 * Records what a listing shows, as if S3 had sent its event; what the ledger has already is a `duplicate`. A run that dies
 * is repeated: what it has recorded, and its drop does not know yet, is then added to the drop.
 * @param place where an object belongs; the routes say it where this is left out
 * @throws the first error, after everything else was recorded
 */
export async function recordListing(
  deps: ArrivalDeps,
  bucket: string,
  objects: readonly ListedVersion[],
  place: (key: string) => Place | undefined = (key) => placeOf(key, deps.routes),
): Promise<ListedOutcome[]> {
  const expected = objects.map((object) => ({ ...object, bucket, place: place(object.key) }));
  const batches = batchesAmong(expected, deps);
  const drops = collectDropUpdates(batches);
  const errors: unknown[] = [];
  const outcomes = await pMap(
    expected,
    async ({ place: itsPlace, ...object }): Promise<ListedOutcome | undefined> => {
      try {
        const found = { ...object, sequencer: listedSequencer(object), isListed: true as const };
        const recorded = await recordObject(deps, found, itsPlace, () =>
          batches.placeFor({ ...object, place: itsPlace }),
        );
        drops.add(object.key, recorded, deps.now());
        return { key: object.key, recorded };
      } catch (error) {
        errors.push(error);
        return undefined;
      }
    },
    { concurrency: CONCURRENCY },
  );
  errors.push(...(await drops.write(deps.ledger)).map(({ error }) => error));
  if (errors.length > 0) throw errors[0];
  return outcomes.flatMap((outcome) => outcome ?? []);
}
