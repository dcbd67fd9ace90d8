/** FHIR R4, "id", alone or as a reference to a Patient ("Literal references"): relative, or absolute. */
const PATIENT = /^(?:(\S*\/)?Patient\/)?([A-Za-z0-9\-.]{1,64})$/;

/**
 * The id of the patient in context. Issuers write `p1`, `Patient/p1`, or the address in full.
 *
 * @param endpoint of the data store
 * @returns undefined for whatever is no patient of this data store
 */
export function patientId(claim: string, endpoint: string): string | undefined {
  const [, base, id] = PATIENT.exec(claim) ?? [];
  return base === undefined || base === endpoint.replace(/\/?$/, '/') ? id : undefined;
}
