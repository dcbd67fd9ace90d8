import { PATIENT_COMPARTMENT, localTarget, referencesAt } from '../../../fhir/index.ts';
import type { ExportSelection } from '../jobs/export-selection.ts';
import type { VersionPlace } from '../store/schema.ts';
import type { LineInMemory } from './read-lines.ts';

/** What of a data store is exported. */
export type Selection = Pick<ExportSelection, 'types' | 'since' | 'until' | 'patients' | 'labels'>;

/** Whether resources of a type are exported at all. */
export const isSelected = (selection: Selection | undefined, resourceType: string): boolean =>
  selection === undefined ||
  (selection.types?.includes(resourceType) !== false &&
    (selection.patients === undefined || Object.hasOwn(PATIENT_COMPARTMENT, resourceType)));

/** Those that were last changed in the time that is asked for. */
export function* inTime(
  places: Iterable<VersionPlace>,
  { since = -Infinity, until = Infinity }: Selection,
): Generator<VersionPlace> {
  for (const place of places) if (place.lastUpdated >= since && place.lastUpdated <= until) yield place;
}

/** Those that have the tags and security labels that are asked for. */
export function* labelled(
  lines: Iterable<LineInMemory>,
  labels: Selection['labels'],
): Generator<LineInMemory> {
  for (const line of lines) {
    const { memory, at, place } = line;
    const isAsked = labels.length > 0;
    const { meta } = isAsked
      ? (JSON.parse(memory.toString('utf8', at, at + place.length)) as {
          meta?: Partial<Record<string, unknown>>;
        })
      : {};
    if (labels.every(({ member, codes }) => hasOne(meta?.[member], codes))) yield line;
  }
}

function hasOne(codings: unknown, codes: readonly string[]): boolean {
  if (!Array.isArray(codings)) return false;
  return (codings as { system?: unknown; code?: unknown }[]).some(({ system, code }) =>
    codes.some((each) => {
      const [one = '', other] = each.split('|');
      return other === undefined
        ? code === one
        : code === other && (one === '' ? system === undefined : system === one);
    }),
  );
}

/** Those in the compartment of one of the patients (FHIR R4, CompartmentDefinition/patient). */
export function* ofPatients(
  lines: Iterable<LineInMemory>,
  patients: Selection['patients'],
  resourceType: string,
  endpoint: string,
): Generator<LineInMemory> {
  const ids = patients === undefined || patients === 'any' ? undefined : new Set(patients);
  const isMeant = (id: string): boolean => ids === undefined || ids.has(id);
  for (const line of lines) {
    const { memory, at, place } = line;
    if (patients === undefined || isOfPatient(memory.toString('utf8', at, at + place.length))) yield line;
  }

  function isOfPatient(text: string): boolean {
    const resource = JSON.parse(text) as { id?: unknown };
    if (resourceType === 'Patient' && typeof resource.id === 'string' && isMeant(resource.id)) return true;
    for (const reference of referencesAt(resource, PATIENT_COMPARTMENT[resourceType] ?? '')) {
      const target = localTarget(reference, endpoint);
      if (target?.resourceType === 'Patient' && isMeant(target.id)) return true;
    }
    return false;
  }
}
