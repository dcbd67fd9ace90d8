import { hash } from 'node:crypto';
import type { StoredResource } from '../../healthlake/index.ts';
import { badRequest } from '../http/fhir-error.ts';

/** What a cursor belongs to: it is good for the very search that it came with, its `_count` included. */
export interface SearchIdentity {
  datastoreId: string;
  resourceType: string;
  parameters: URLSearchParams;
}

/** Some of what a search finds. */
export interface Page {
  found: StoredResource[];
  /** Where the next begins behind; undefined where this is the last. */
  next: string | undefined;
}

const FINGERPRINT_BYTES = 12;

/** An opaque text from which the search continues behind a place. */
export const writeCursor = (search: SearchIdentity, behind: string): string =>
  Buffer.concat([fingerprint(search, behind), Buffer.from(behind)]).toString('base64url');

/**
 * The place that a cursor stands behind; '' without a cursor. Whoever wants to can make one for any place: it is to be read as what a caller says.
 * @throws FhirError 400 for one of another search, and for a damaged one
 */
export function readCursor(search: SearchIdentity, cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const bytes = Buffer.from(cursor, 'base64url');
  const behind = bytes.subarray(FINGERPRINT_BYTES).toString('utf8');
  if (writeCursor(search, behind) !== cursor)
    throw badRequest('The page parameter does not belong to this search.');
  return behind;
}

function fingerprint({ datastoreId, resourceType, parameters }: SearchIdentity, behind: string): Buffer {
  const asked = [...parameters].filter(([name]) => name !== 'page');
  const search = JSON.stringify([datastoreId, resourceType, asked.sort(), behind]);
  return hash('sha256', search, 'buffer').subarray(0, FINGERPRINT_BYTES);
}
