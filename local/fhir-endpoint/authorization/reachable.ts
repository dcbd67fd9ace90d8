import type { ResourceVersion } from '../../fhir/resource-versions.ts';
import { inCompartment } from './in-compartment.ts';
import { forbidden } from './auth-payload.ts';
import type { Reach } from './judge-scopes.ts';

/** Whether a caller reaches a resource that has been parsed. */
export const reaches = (
  reach: Reach,
  resource: Readonly<Record<string, unknown>>,
  endpoint: string,
): boolean => reach.of === 'everything' || inCompartment(resource, reach.patientId, endpoint);

/** Refuses what lies outside. @throws FhirError 403 */
export function requireReach(
  reach: Reach,
  resource: Readonly<Record<string, unknown>>,
  endpoint: string,
): void {
  if (!reaches(reach, resource, endpoint)) throw outside();
}

/**
 * As requireReach, for what is stored. Who reaches a compartment only is told the same of what is outside and of what
 * does not exist: which ids there are is not theirs to find out.
 * @param content the newest that is no deletion; undefined where there never was any
 */
export function requireStoredReach(
  reach: Reach,
  content: ResourceVersion | undefined,
  endpoint: string,
): void {
  if (reach.of === 'everything') return;
  if (!content) throw outside();
  requireReach(reach, parsedContent(content), endpoint);
}

/** What a stored version says, under the type and id that it is stored under. */
export const parsedContent = ({
  body,
  resourceType,
  id,
}: Pick<ResourceVersion, 'body' | 'resourceType' | 'id'>): Record<string, unknown> => ({
  ...(JSON.parse(Buffer.from(body).toString('utf8')) as object),
  resourceType,
  id,
});

const outside = () => forbidden('The scopes of the token do not reach this resource.');
