import { createHash } from 'node:crypto';
import { PENDING_ARRIVALS } from './row-keys.ts';

/** Pending arrivals of one drop are spread over this many index partitions, so that a large drop writes fast. */
export const SHARDS = 8;

/** One partition of the index of open work. */
export const pendingPartition = (route: string, drop: string, shard: number): string =>
  `${PENDING_ARRIVALS}${route}#${drop}#${shard}`;

/** Where a pending arrival stands in the index of open work: by its drop, oldest first. */
export const pendingKeys = ({
  key,
  route,
  drop,
  recordedAt,
}: {
  key: string;
  route: string;
  drop: string;
  recordedAt: number;
}): { openPk: string; openSk: string } => {
  const hash = createHash('sha256').update(key).digest('hex');
  const shard = parseInt(hash.slice(0, 2), 16) % SHARDS;
  return {
    openPk: pendingPartition(route, drop, shard),
    openSk: `${String(recordedAt).padStart(15, '0')}#${hash}`,
  };
};
