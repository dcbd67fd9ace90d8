import type { ResourceVersion } from '../../healthlake/index.ts';
import type { Candidate } from '../search/candidate.ts';
import { candidate } from '../search/candidate.ts';
import { forbidden } from './auth-payload.ts';
import type { Reach } from './check-scopes.ts';

/** Refuses what lies outside. @throws FhirError 403 */
export function requireReach(reach: Reach, resource: Candidate): void {
  if (reach !== 'everything' && !reach.meets(resource)) throw outside();
}

/**
 * As requireReach, for what is stored. A caller who reaches only a part gets the same answer for what is outside and for
 * what does not exist, and so cannot find out which ids there are.
 * @param read the newest that is no deletion; undefined where there never was any. It is not read for who reaches everything
 */
export function requireStoredReach(reach: Reach, read: () => ResourceVersion | undefined): void {
  if (reach === 'everything') return;
  const content = read();
  if (!content) throw outside();
  requireReach(reach, candidate(content));
}

const outside = () => forbidden('The scopes of the token do not reach this resource.');
