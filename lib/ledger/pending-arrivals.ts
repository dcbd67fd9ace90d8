import { createHash } from 'node:crypto';
import type { Arrival } from './arrivals.ts';
import type { Ledger } from './ledger.ts';
import { openRows } from './ledger.ts';

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
  merged(
    Array.from({ length: SHARDS }, (_, shard) => openRows<Listed>(ledger, partition(route, drop, shard))),
  );

/** One order out of several ordered streams. */
async function* merged(streams: AsyncGenerator<Listed>[]): AsyncGenerator<Listed> {
  const heads = await Promise.all(streams.map(async (stream) => ({ stream, next: await stream.next() })));
  for (;;) {
    let oldest: { stream: AsyncGenerator<Listed>; next: IteratorResult<Listed, unknown> } | undefined;
    for (const head of heads) {
      if (head.next.done) continue;
      if (!oldest || oldest.next.done || head.next.value.openSk < oldest.next.value.openSk) oldest = head;
    }
    if (!oldest || oldest.next.done) return;
    yield oldest.next.value;
    oldest.next = await oldest.stream.next();
  }
}
