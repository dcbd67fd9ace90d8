import { fingerprint } from './fingerprint.ts';

/** Distinct resources that are remembered at once: eight megabytes in a checkpoint. */
const MOST_REMEMBERED = 1_000_000;

/**
 * Counts lines whose resource (type and id) had an earlier line in the same job. Memory is bounded: of each resource a
 * 53-bit fingerprint is kept, and when a million are, only those whose fingerprint ends in one more zero bit stay
 * (and so on). Up to a million distinct resources the count is exact; beyond, it is that of a sample of one resource in
 * 2, 4, 8 ..., times that number. A fingerprint decides for itself whether it is in the sample, so neither the order
 * of the lines nor interruptions change anything.
 */
export interface RepeatedResources {
  /** By fingerprint: how many further lines had it. */
  seen: Map<number, number>;
  /** One resource in this many is in the sample: a power of two. */
  oneIn: number;
  /** False once a stored line did not say which resource it was: then there is no count. */
  isKnown: boolean;
}

export const noResources = (): RepeatedResources => ({ seen: new Map(), oneIn: 1, isKnown: true });

/** Adds a stored line's resource; null where the line does not say it. */
export function addResource(
  resources: RepeatedResources,
  resource: { type: string; id: string } | null,
  most = MOST_REMEMBERED,
): void {
  if (!resources.isKnown) return;
  if (resource === null) {
    resources.isKnown = false;
    resources.seen.clear();
    return;
  }
  const print = fingerprint(`${resource.type}/${resource.id}`);
  if (print % resources.oneIn !== 0) return;
  const before = resources.seen.get(print);
  resources.seen.set(print, before === undefined ? 0 : before + 1);
  while (resources.seen.size > most) {
    resources.oneIn *= 2;
    for (const kept of resources.seen.keys()) if (kept % resources.oneIn !== 0) resources.seen.delete(kept);
  }
}

/** The number of repeated lines; null where lines do not say which resource they stored. */
export function repeatedLines({ seen, oneIn, isKnown }: RepeatedResources): number | null {
  if (!isKnown) return null;
  let repeated = 0;
  for (const further of seen.values()) repeated += further;
  return repeated * oneIn;
}
