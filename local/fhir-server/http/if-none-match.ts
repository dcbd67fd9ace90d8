import type { ResourceVersion } from '../../healthlake/index.ts';
import type { FhirRequest } from './fhir-request.ts';

/**
 * Whether the reader has this version already (FHIR R4, "Conditional Read"; RFC 9110, "Precedence of Preconditions"):
 * If-None-Match decides where it is given, If-Modified-Since where it is not. A date that is none is passed over.
 */
export function isUnchanged(
  { header }: FhirRequest,
  { version, lastUpdated }: Pick<ResourceVersion, 'version' | 'lastUpdated'>,
): boolean {
  const noneMatch = header('if-none-match');
  if (noneMatch !== undefined)
    return noneMatch
      .split(',')
      .map((tag) => tag.trim())
      .some((tag) => tag === '*' || tag.replace(/^W\//, '') === `"${version}"`);
  const since = Date.parse(header('if-modified-since') ?? '');
  // HTTP's dates have no milliseconds.
  return !Number.isNaN(since) && Math.floor(lastUpdated / 1000) * 1000 <= since;
}
