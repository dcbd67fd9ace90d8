import { createHash } from 'node:crypto';
import { badRequest } from '../http/fhir-error.ts';

/** What a cursor belongs to: it is good for the very search that it came with, its `_count` included. */
export interface SearchIdentity {
  datastoreId: string;
  resourceType: string;
  parameters: URLSearchParams;
}

const FINGERPRINT_BYTES = 12;

/** An opaque text from which the search continues behind an id. */
export const writeCursor = (search: SearchIdentity, lastId: string): string =>
  Buffer.concat([fingerprint(search), Buffer.from(lastId)]).toString('base64url');

/** The id that a cursor stands behind; '' without a cursor. @throws FhirError 400 for one of another search */
export function readCursor(search: SearchIdentity, cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const bytes = Buffer.from(cursor, 'base64url');
  if (
    bytes.toString('base64url') !== cursor ||
    !bytes.subarray(0, FINGERPRINT_BYTES).equals(fingerprint(search))
  )
    throw badRequest('The page parameter does not belong to this search.');
  return bytes.subarray(FINGERPRINT_BYTES).toString('utf8');
}

function fingerprint({ datastoreId, resourceType, parameters }: SearchIdentity): Buffer {
  const asked = [...parameters].filter(([name]) => name !== 'page');
  return createHash('sha256')
    .update(JSON.stringify([datastoreId, resourceType, asked.sort()]))
    .digest()
    .subarray(0, FINGERPRINT_BYTES);
}
