import type { Definition, ElementDefinition, StructureDefinition } from '../definitions/definitions.ts';
import type { CoreDefinitions, ValueSetModel } from '../definitions/model.ts';
import { valueSets } from '../definitions/value-sets.ts';

/** More codes than these are terminology of its own: SNOMED's breeds of animals, LOINC's types of documents. */
const MOST_CODES = 2000;

/** The members that profiles are built from; the rest is text for people. */
const KEPT =
  /^(?:id|path|sliceName|min|max|base|type|binding|slicing|constraint|contentReference|maxLength|(?:fixed|pattern|minValue|maxValue).+)$/;

export function coreDefinitions(definitions: readonly Definition[], version: string): CoreDefinitions {
  const codes = valueSets(definitions);
  const listed = definitions.flatMap(({ resourceType, url }): [string, ValueSetModel][] => {
    const known = resourceType === 'ValueSet' ? codes.codesOf(url) : undefined;
    return known && Object.values(known).flat().length <= MOST_CODES ? [[url, known]] : [];
  });
  return {
    version,
    profiles: definitions.flatMap((each) =>
      each.resourceType === 'StructureDefinition' && each.derivation === 'constraint'
        ? withoutTexts(each)
        : [],
    ),
    valueSets: Object.fromEntries(listed),
  };
}

function withoutTexts({
  resourceType,
  url,
  version,
  name,
  type,
  kind,
  abstract,
  snapshot,
}: StructureDefinition): StructureDefinition {
  const kept: StructureDefinition = {
    resourceType,
    url,
    name,
    type,
    kind,
    abstract,
    derivation: 'constraint',
  };
  if (version !== undefined) kept.version = version;
  if (snapshot) kept.snapshot = { element: snapshot.element.map(onlyKept) };
  return kept;
}

const onlyKept = (element: ElementDefinition): ElementDefinition =>
  Object.fromEntries(Object.entries(element).filter(([member]) => KEPT.test(member))) as ElementDefinition;
