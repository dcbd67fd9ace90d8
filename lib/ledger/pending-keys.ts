import { createHash } from 'node:crypto';
import { PENDING_ARRIVALS } from './row-keys.ts';

/** Pending arrivals of one drop are spread over this many index partitions, so that a large drop writes fast. */
export const SHARDS = 8;

export const ALL_SHARDS: ReadonlySet<number> = new Set(Array.from({ length: SHARDS }, (_, shard) => shard));

/** One partition of the index of open work. */
export const pendingPartition = (route: string, drop: string, shard: number): string =>
  `${PENDING_ARRIVALS}${route}#${drop}#${shard}`;

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const shardIn = (hash: string): number => parseInt(hash.slice(0, 2), 16) % SHARDS;

/** The partition of its drop's that a pending arrival stands in. */
export const shardOf = (key: string): number => shardIn(hashOf(key));

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
  const hash = hashOf(key);
  const shard = shardIn(hash);
  return {
    openPk: pendingPartition(route, drop, shard),
    openSk: `${String(recordedAt).padStart(15, '0')}#${hash}`,
  };
};
