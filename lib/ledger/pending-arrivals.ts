import type { Arrival } from './arrivals.ts';
import type { Ledger } from './ledger.ts';
import { openRows } from './ledger.ts';
import { pendingPartition, SHARDS } from './pending-keys.ts';
import { mergeSorted } from '../streams/index.ts';

/** An arrival with its place in the index of open work. */
type Listed = Arrival & { openSk: string };

/** Rows of each partition that are read at a time, some 200 kB: a call's megabyte, from all of them at once, would be eight. */
const AT_A_TIME = 250;

/**
 * The pending arrivals of a drop, oldest first, page by page, as the index shows them: some may be missing, some no
 * longer pending.
 */
export const pendingArrivals = (ledger: Ledger, route: string, drop: string): AsyncGenerator<Arrival> =>
  mergeSorted(
    Array.from({ length: SHARDS }, (_, shard) =>
      openRows<Listed>(ledger, pendingPartition(route, drop, shard), AT_A_TIME),
    ),
    (a, b) => (a.openSk < b.openSk ? -1 : 1),
  );
