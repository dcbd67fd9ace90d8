import { createHash } from 'node:crypto';
import type { Arrival } from './arrivals.ts';
import type { Ledger } from './ledger.ts';
import { openRows } from './ledger.ts';
import { mergeSorted } from '../streams/index.ts';

/** Pending arrivals of one drop are spread over this many index partitions, so that a large drop writes fast. */
const SHARDS = 8;

/** An arrival with its place in the index of open work. */
type Listed = Arrival & { openSk: string };

const partition = (route: string, drop: string, shard: number): string => `PENDING#${route}#${drop}#${shard}`;

/** Where a pending arrival stands in the index of open work: by its drop, oldest first. */
export const pendingKeys = ({
  key,
  route,
  drop,
  recordedAt,
}: Arrival): { openPk: string; openSk: string } => {
  const hash = createHash('sha256').update(key).digest('hex');
  const shard = parseInt(hash.slice(0, 2), 16) % SHARDS;
  return {
    openPk: partition(route, drop, shard),
    openSk: `${String(recordedAt).padStart(15, '0')}#${hash}`,
  };
};

/**
 * The pending arrivals of a drop, oldest first, page by page, as the index shows them: some may be missing, some no
 * longer pending.
 */
export const pendingArrivals = (ledger: Ledger, route: string, drop: string): AsyncGenerator<Arrival> =>
  mergeSorted(
    Array.from({ length: SHARDS }, (_, shard) => openRows<Listed>(ledger, partition(route, drop, shard))),
    (a, b) => (a.openSk < b.openSk ? -1 : 1),
  );
