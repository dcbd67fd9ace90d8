import { FhirError, badRequest } from './fhir-error.ts';
import type { FhirRequest } from './fhir-request.ts';

const ETAG = /^(?:W\/)?"(\d{1,15})"$/;

/**
 * Checks a write against its If-Match and If-None-Match (FHIR R4, "Managing Resource Contention").
 * @param current the number of the version that is there; undefined where there is no version
 * @throws FhirError 412, or 400 for what is not an ETag
 */
export function checkConditions({ header }: FhirRequest, current: number | undefined): void {
  const ifMatch = header('if-match');
  if (ifMatch !== undefined && !matches(ifMatch, current))
    throw preconditionFailed('The version in If-Match is not the current one.');
  const ifNoneMatch = header('if-none-match');
  if (ifNoneMatch === undefined) return;
  if (ifNoneMatch.trim() !== '*') throw badRequest('If-None-Match of a write must be *.');
  if (current !== undefined) throw preconditionFailed('The resource exists already.');
}

/** Whether one of the ETags is of the version that is there (RFC 9110, "If-Match"); weak ones count, for all of FHIR's are. */
function matches(ifMatch: string, current: number | undefined): boolean {
  if (ifMatch.trim() === '*') return current !== undefined;
  const versions = ifMatch.split(',').map((tag) => {
    const [, version] = ETAG.exec(tag.trim()) ?? [];
    if (version === undefined)
      throw badRequest('If-Match must be an ETag, as in W/"1", or several with commas between them.');
    return Number(version);
  });
  return versions.some((version) => version === current);
}

const preconditionFailed = (diagnostics: string): FhirError => new FhirError(412, 'conflict', diagnostics);
