import type { Arrival } from './arrival.ts';
import { arrivalKey, partitionOf } from './arrival.ts';
import { allAsDecided, asDecided } from './batches/fates.ts';
import type { Ledger } from './ledger.ts';
import { forgettable, getRows, putRow, queryRows, withoutKeys } from './ledger.ts';
import { pendingKeys } from './pending-keys.ts';

export type { Arrival } from './arrival.ts';
export { arrivalKey, isOvertaken, listedSequencer, paddedSequencer, UNIMPORTED } from './arrival.ts';

/** Rows of one key that are read at a time: its newest few decide, however often the key was written. */
const ROWS_OF_KEY = 5;

/**
 * Writes a new arrival; false where this key and sequencer is recorded already (a redelivered event).
 *
 * With `isFirst` it is written only where nothing was recorded of its key so far, in one call: false where there was.
 */
export const putArrival = (ledger: Ledger, arrival: Arrival): Promise<boolean> =>
  putRow(ledger, { ...arrivalKey(arrival), ...arrival, ...whereItStands(ledger, arrival) });

/** The index of open work has what waits by itself; what waits in a batch need not be written again to be forgotten. */
const whereItStands = (ledger: Ledger, arrival: Arrival) => {
  if (arrival.batchId !== undefined) return forgettable(ledger, BATCHED_DAYS);
  return arrival.state === 'pending' ? pendingKeys(arrival) : forgettable(ledger);
};

/** Nothing waits in a batch for longer than so many days: then it waits by itself, and is not forgotten. */
export const BATCHED_DAYS = 7;

/** The arrivals of one key by their sequencers, newest first, read consistently. */
export async function* arrivalsOf(
  ledger: Ledger,
  bucket: string,
  key: string,
): AsyncGenerator<Arrival, void> {
  const rows = queryRows<Arrival>(ledger, {
    KeyConditionExpression: 'pk = :file',
    ExpressionAttributeValues: { ':file': partitionOf(bucket, key) },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: ROWS_OF_KEY,
  });
  // It comes first and may belong further back: events are not recorded in S3's order.
  let first: Arrival | undefined;
  for await (const stored of rows) {
    const row = await asDecided(ledger, stored);
    if (row.isFirst) {
      first = row;
      continue;
    }
    if (first && first.sequencer > row.sequencer) {
      yield first;
      first = undefined;
    }
    yield row;
  }
  if (first) yield first;
}

/** The newest arrival of a key, by its sequencer. */
export async function newestArrival(
  ledger: Ledger,
  bucket: string,
  key: string,
): Promise<Arrival | undefined> {
  for await (const row of arrivalsOf(ledger, bucket, key)) return row;
  return undefined;
}

/** Arrivals as the table has them now, which an index may not yet show; up to 100 a call. Those that are gone are left out. */
export async function currentArrivals(
  ledger: Ledger,
  listed: readonly Parameters<typeof arrivalKey>[0][],
): Promise<Arrival[]> {
  const rows = await getRows(ledger, listed.map(arrivalKey));
  return allAsDecided(
    ledger,
    rows.map((row) => withoutKeys(row) as unknown as Arrival),
  );
}
