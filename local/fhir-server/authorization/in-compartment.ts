import { localTarget, referencesAt } from '../resources/element-references.ts';
import type { Criterion } from '../search/criterion.ts';
import type { SearchParameter } from '../search/parameters.ts';
import { referenceTo } from '../search-values/reference-values.ts';
import { PATIENT_COMPARTMENT } from './patient-compartment.ts';

/** Whether resources of a type can be in a patient's compartment. */
export const hasCompartment = (resourceType: string): boolean =>
  Object.hasOwn(PATIENT_COMPARTMENT, resourceType);

/** Asks of each resource that it is in the compartment of a patient. @param parameters those of its type: what refers to the patient can be in it */
export function compartmentOf(
  patientId: string,
  { resourceType, endpoint }: { resourceType: string; endpoint: string },
  parameters: readonly SearchParameter[],
): Criterion {
  const tests = referenceTo('Patient', patientId, endpoint);
  const references = parameters.flatMap(({ row }) =>
    row?.kind === 'reference' ? [{ parameter: row.number, table: 'texts' as const, tests }] : [],
  );
  const own = resourceType === 'Patient' ? [{ id: patientId }] : [];
  return {
    meets: ({ id, content, mayMention }) =>
      (id === patientId || mayMention(patientId)) && inCompartment(content(), patientId, endpoint),
    find: [{ any: [...own, ...references] }],
  };
}

/**
 * Whether a resource is in the compartment of a patient: it is the patient's own, or an element that the
 * CompartmentDefinition names refers to the patient.
 * @param resource parsed; its resourceType and id are those it is stored under
 * @param endpoint the data store's, for absolute references
 */
export function inCompartment(
  resource: Readonly<Record<string, unknown>>,
  patientId: string,
  endpoint: string,
): boolean {
  const { resourceType, id } = resource;
  if (typeof resourceType !== 'string') return false;
  if (resourceType === 'Patient' && id === patientId) return true;
  const paths = Object.hasOwn(PATIENT_COMPARTMENT, resourceType)
    ? PATIENT_COMPARTMENT[resourceType]
    : undefined;
  if (paths === undefined) return false;
  for (const reference of referencesAt(resource, paths)) {
    const target = localTarget(reference, endpoint);
    if (target?.resourceType === 'Patient' && target.id === patientId) return true;
  }
  return false;
}
