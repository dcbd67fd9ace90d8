import type { SealedTexts } from '../../ground/index.ts';
import type { StoredResource } from '../../healthlake/index.ts';
import { badRequest } from '../http/fhir-error.ts';

/** What a cursor belongs to: it is good for the very search that it came with, its `_count` included. */
export interface SearchIdentity {
  datastoreId: string;
  resourceType: string;
  parameters: URLSearchParams;
  /** Of what its places are, where that hangs on who asks, too: a place in one order means nothing in another. */
  order?: 'id' | 'row';
}

/** Some of what a search finds. */
export interface Page {
  found: StoredResource[];
  /** Where the next begins behind; undefined where this is the last. */
  next: string | undefined;
}

/** Opaque texts from which a list continues behind a place. */
export interface PageCursors {
  write: (search: SearchIdentity, behind: string) => string;
  /**
   * The place that a cursor stands behind; '' without a cursor. It was written for somebody, and comes from anybody: what is there need not be within the
   * caller's reach.
   * @throws FhirError 400 for one of another search, and for what is none
   */
  read: (search: SearchIdentity, cursor: string | undefined) => string;
}

export const pageCursors = (seal: SealedTexts): PageCursors => ({
  write: (search, behind) => seal.seal(purposeOf(search), behind),
  read(search, cursor) {
    if (cursor === undefined) return '';
    const behind = seal.open(purposeOf(search), cursor);
    if (behind === undefined) throw badRequest('The page parameter does not belong to this search.');
    return behind;
  },
});

function purposeOf({ datastoreId, resourceType, parameters, order }: SearchIdentity): string {
  const asked = [...parameters].filter(([name]) => name !== 'page');
  return JSON.stringify([datastoreId, resourceType, asked.sort(), order]);
}
