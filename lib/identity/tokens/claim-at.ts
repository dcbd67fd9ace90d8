/** Issuers write null for what they have not: it is as good as absent. */
export const isThere = (claim: unknown): boolean => claim !== undefined && claim !== null;

/**
 * What a token says under a name, or below it: `ext.patient` is the member `patient` of the claim `ext`. A claim of exactly this
 * name comes first, for names may have dots of their own (`https://fhir.example/patient`). Undefined where there is none.
 */
export function claimAt(claims: unknown, path: string): unknown {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  const own = new Map<string, unknown>(Object.entries(claims));
  if (own.has(path)) return own.get(path) ?? undefined;
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const found = claimAt(own.get(path.slice(0, dot)), path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
