/*
 * SMART App Launch 2.2.0, "Scopes for requesting FHIR resources", and v1's read, write and *. What claims to be
 * a resource scope and is not in this form grants nothing: it is never read as something wider or narrower.
 * A v2 scope with a filter (`?category=...`) is dropped as well: HealthLake ignores the filter where
 * `permission-v2.2` is not enabled, and would grant the whole type.
 */
const RESOURCE_SCOPE =
  /^(patient|user|system)\/(?:\*|[A-Z][A-Za-z]{0,63})\.(?:read|write|\*|(?=.)c?r?u?d?s?)$/;
const CLAIMS_TO_BE_RESOURCE_SCOPE = /^(?:patient|user|system)\//;

/** What is left of a token's scopes. */
export interface GrantedScopes {
  /** For HealthLake: resource scopes that count, and every other scope (launch, openid ...) as it is. */
  scopes: string[];
  /** Whether there is a resource scope among them. */
  grantsResources: boolean;
}

/**
 * Keeps the scopes that count.
 *
 * @param claim the token's scope claim: one string with spaces (RFC 8693) or an array of strings
 * @param hasPatient whether the token names a patient; a `patient/` scope counts for nothing without one
 */
export function grantedScopes(claim: unknown, hasPatient: boolean): GrantedScopes {
  const given = [...new Set(scopeList(claim))];
  const isResource = (scope: string): boolean => {
    const [, context] = RESOURCE_SCOPE.exec(scope) ?? [];
    return context !== undefined && (context !== 'patient' || hasPatient);
  };
  return {
    scopes: given.filter((scope) => isResource(scope) || !CLAIMS_TO_BE_RESOURCE_SCOPE.test(scope)),
    grantsResources: given.some(isResource),
  };
}

function scopeList(claim: unknown): string[] {
  const texts: unknown[] = Array.isArray(claim) ? claim : [claim];
  return texts.flatMap((text) => (typeof text === 'string' ? text.split(' ').filter(Boolean) : []));
}
