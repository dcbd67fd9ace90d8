import type { ResourceVersions, StoredResource } from '../../healthlake/index.ts';
import { isDeletion } from '../../healthlake/index.ts';
import { candidate } from './candidate.ts';
import type { Criterion } from './criterion.ts';

/** How many resources are checked before other requests get their turn. */
const CHUNK = 200;

export interface PageQuestion {
  versions: ResourceVersions;
  datastoreId: string;
  resourceType: string;
  criteria: readonly Criterion[];
  /** The id that the page begins behind; '' for the first. */
  behind: string;
  count: number;
}

export interface Page {
  found: StoredResource[];
  hasMore: boolean;
}

/**
 * The first resources behind an id that meet all criteria, ordered by id. Pauses between chunks: what is written
 * meanwhile may be found or not.
 */
export function* findPage({ criteria, count, ...question }: PageQuestion): Generator<undefined, Page> {
  const found: StoredResource[] = [];
  for (const chunk of chunks(question, criteria)) {
    for (const stored of chunk) {
      const each = candidate(stored);
      if (!criteria.every(({ meets }) => meets(each))) continue;
      if (found.length === count) return { found, hasMore: true };
      found.push(stored);
    }
    yield;
  }
  return { found, hasMore: false };
}

type Scan = Omit<PageQuestion, 'criteria' | 'count'>;

/** What can meet the criteria: the ids that one of them names, or else every resource of the type. */
function* chunks(
  { versions, datastoreId, resourceType, behind }: Scan,
  criteria: readonly Criterion[],
): Generator<StoredResource[]> {
  const named = criteria.find(({ ids }) => ids)?.ids;
  if (named) {
    const ids = [...new Set(named)].filter((id) => id > behind).sort();
    yield ids.flatMap((id) => {
      const newest = versions.newest(datastoreId, resourceType, id);
      return newest && !isDeletion(newest) ? [newest] : [];
    });
    return;
  }
  let last = behind;
  for (;;) {
    const chunk = versions.behind(datastoreId, resourceType, last, CHUNK);
    if (chunk.length > 0) yield chunk;
    if (chunk.length < CHUNK) return;
    last = chunk.at(-1)?.id ?? last;
  }
}
