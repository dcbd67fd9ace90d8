import type { Definition, ElementDefinition, StructureDefinition } from './definitions.ts';
import type { ValueSetModel } from '../r4/model.ts';
import { valueSets } from './value-sets.ts';

/** What R4 itself has beside its types: its own profiles (vital signs and others), and the codes of its value sets. */
export interface CoreDefinitions {
  version: string;
  profiles: readonly StructureDefinition[];
  /** Those whose codes are all known, by canonical URL. */
  valueSets: Readonly<Record<string, ValueSetModel>>;
}

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
