import type { Arrival } from './arrival.ts';
import { arrivalKey } from './arrival.ts';
import type { ArrivalBatch } from './batches/arrival-batches.ts';
import { batchesOf } from './batches/arrival-batches.ts';
import { asDecidedBy, fatesOf } from './batches/fates.ts';
import type { Drop } from './drops.ts';
import { knowsWhere } from './drops.ts';
import type { Ledger } from './ledger.ts';
import { getRows, openRows, withoutKeys } from './ledger.ts';
import { ALL_SHARDS, pendingPartition } from './pending-keys.ts';
import { mergeSorted } from '../streams/index.ts';

/** An arrival with its place among those of its drop: by when it was recorded. */
type Listed = Arrival & { openSk: string };

/** Rows of each partition that are read at a time, some 200 kB: a call's megabyte, from all of them at once, would be eight. */
const AT_A_TIME = 250;

/**
 * The pending arrivals of a drop, oldest first, page by page: those that wait by themselves as the index shows them (some may be
 * missing, some no longer pending), those that wait in batches as they are.
 * @param drop its row, where it was read consistently; a row's keys alone have all partitions asked
 * @param onBatch is told of each batch before its arrivals come, also where none of them waits any more
 */
export function pendingArrivals(
  ledger: Ledger,
  drop: Pick<Drop, 'route' | 'drop'> & Partial<Drop>,
  onBatch: (batchId: string) => void = () => undefined,
): AsyncGenerator<Arrival> {
  const isKnown = drop.version !== undefined && knowsWhere({ ...drop, version: drop.version });
  const shards = isKnown ? [...(drop.shards ?? [])] : [...ALL_SHARDS];
  const streams: AsyncGenerator<Listed>[] = shards.map((shard) =>
    openRows<Listed>(ledger, pendingPartition(drop.route, drop.drop, shard), AT_A_TIME),
  );
  if (!isKnown || drop.batchesSince !== undefined) streams.push(waitingInBatches(ledger, drop, onBatch));
  return mergeSorted(streams, (a, b) => (a.openSk < b.openSk ? -1 : 1));
}

/** Batches that are read at a time: a thousand files. */
const BATCHES_AT_A_TIME = 10;

async function* waitingInBatches(
  ledger: Ledger,
  drop: Pick<Drop, 'route' | 'drop'>,
  onBatch: (batchId: string) => void,
): AsyncGenerator<Listed> {
  let some: ArrivalBatch[] = [];
  for await (const batch of batchesOf(ledger, drop)) {
    some.push(batch);
    if (some.length < BATCHES_AT_A_TIME) continue;
    yield* waitingIn(ledger, drop, some, onBatch);
    some = [];
  }
  if (some.length > 0) yield* waitingIn(ledger, drop, some, onBatch);
}

async function* waitingIn(
  ledger: Ledger,
  drop: Pick<Drop, 'route' | 'drop'>,
  batches: readonly ArrivalBatch[],
  onBatch: (batchId: string) => void,
): AsyncGenerator<Listed> {
  const fates = await fatesOf(
    ledger,
    batches.map(({ batchId }) => batchId),
  );
  const places = batches.flatMap(({ batchId, bucket, prefix, names }) =>
    names.flatMap((name, batchIndex) => {
      const fate = name === '' ? 'out' : fates.of({ batchId, batchIndex });
      if (name === '' || typeof fate === 'object') return [];
      return {
        bucket,
        batchId,
        batchIndex,
        ...arrivalKey({ bucket, key: prefix + name, sequencer: '', isFirst: true }),
      };
    }),
  );
  const rows = new Map(
    (await getRows(ledger, places)).map((row) => [String(row.pk), row as unknown as Listed]),
  );
  for (const { batchId } of batches) onBatch(batchId);
  for (const { pk, batchId, batchIndex, bucket } of places) {
    const row = rows.get(pk);
    // It may be about something else by now: it left the batch, or was forgotten and came again.
    if (row?.batchId !== batchId || row.batchIndex !== batchIndex || row.state !== 'pending') continue;
    // One text for all of them: of a million files those of their own are a quarter of the memory.
    const shared = { bucket, route: drop.route, drop: drop.drop };
    const arrival = withoutKeys({ ...asDecidedBy(fates, row) }) as unknown as Arrival;
    yield { ...arrival, ...shared, ...(arrival.batchId !== undefined && { batchId }), openSk: batchId };
  }
}
