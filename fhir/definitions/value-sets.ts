import type {
  CodeSystem,
  Concept,
  ConceptSet,
  Definition,
  ExpandedConcept,
  ValueSet,
} from './definitions.ts';
import { withoutVersion } from './definitions.ts';
import type { ValueSetModel } from './model.ts';

/** Codes by system while a value set is put together. */
type Codes = Map<string, Set<string>>;

/**
 * Lists the codes of value sets out of the code systems at hand (FHIR R4, "Value Set Expansion"): whole
 * systems, listed concepts, is-a filters over a hierarchy, other value sets, exclusions.
 */
export interface ValueSets {
  /** Undefined where a system, a value set or a filter is not known: the codes cannot all be listed. */
  codesOf(url: string): ValueSetModel | undefined;
}

export function valueSets(definitions: Iterable<Definition>): ValueSets {
  const sets = new Map<string, ValueSet>();
  const systems = new Map<string, CodeSystem>();
  for (const definition of definitions) {
    if (definition.resourceType === 'ValueSet') sets.set(definition.url, definition);
    else if (definition.resourceType === 'CodeSystem') systems.set(definition.url, definition);
  }

  const expand = (url: string, within: readonly string[]): Codes | undefined => {
    const set = sets.get(url);
    if (!set || within.includes(url)) return undefined;
    const path = [...within, url];
    if (!set.compose?.include) return fromExpansion(set);
    const codes: Codes = new Map();
    for (const include of set.compose.include) {
      const part = conceptSet(include, path);
      if (!part) return fromExpansion(set);
      for (const [system, added] of part) merge(codes, system, added);
    }
    for (const exclude of set.compose.exclude ?? []) {
      const part = conceptSet(exclude, path);
      if (!part) return undefined;
      for (const [system, removed] of part) for (const code of removed) codes.get(system)?.delete(code);
    }
    return codes;
  };

  /** The system's part and every named value set, which all must hold a code. */
  const conceptSet = (part: ConceptSet, path: readonly string[]): Codes | undefined => {
    const own = part.system === undefined ? undefined : systemPart(part.system, part);
    if (part.system !== undefined && !own) return undefined;
    let codes: Codes | undefined =
      own && part.system !== undefined ? new Map([[part.system, own]]) : undefined;
    for (const url of part.valueSet ?? []) {
      const other = expand(withoutVersion(url), path);
      if (!other) return undefined;
      codes = codes ? intersection(codes, other) : other;
    }
    return codes;
  };

  const systemPart = (url: string, { concept, filter }: ConceptSet): Set<string> | undefined => {
    if (concept) return new Set(concept.map(({ code }) => code));
    const system = systems.get(url);
    if (system?.content !== 'complete') return undefined;
    const all = system.concept ?? [];
    if (!filter) return new Set(flat(all));
    let codes: Set<string> | undefined;
    for (const { property, op, value } of filter) {
      if (property !== 'concept' || !isHierarchy(op)) return undefined;
      const root = find(all, value);
      const below = root ? new Set(flat(op === 'is-a' ? [root] : (root.concept ?? []))) : new Set<string>();
      codes = codes ? inBoth(codes, below) : below;
    }
    return codes;
  };

  return {
    codesOf(url) {
      const codes = expand(url, []);
      return codes && Object.fromEntries([...codes].map(([system, known]) => [system, [...known]]));
    },
  };
}

const isHierarchy = (op: string): boolean => op === 'is-a' || op === 'descendent-of';

/** An expansion that is stored with the value set, where it is whole. */
function fromExpansion({ expansion }: ValueSet): Codes | undefined {
  if (!expansion?.contains) return undefined;
  const codes: Codes = new Map();
  const add = ({ system, code, abstract, contains }: ExpandedConcept): void => {
    if (system !== undefined && code !== undefined && abstract !== true) merge(codes, system, [code]);
    contains?.forEach(add);
  };
  expansion.contains.forEach(add);
  return codes;
}

function merge(codes: Codes, system: string, added: Iterable<string>): void {
  const known = codes.get(system) ?? new Set();
  for (const code of added) known.add(code);
  codes.set(system, known);
}

const intersection = (one: Codes, other: Codes): Codes =>
  new Map([...one].map(([system, codes]) => [system, inBoth(codes, other.get(system) ?? new Set())]));

/** `Set.intersection`, which Node 20 has not. */
const inBoth = (one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> =>
  new Set([...one].filter((code) => other.has(code)));

/** The codes of concepts and of those below them, without abstract ones, which are there to group others. */
const flat = (concepts: readonly Concept[]): string[] =>
  concepts.flatMap((each) => [...(isAbstract(each) ? [] : [each.code]), ...flat(each.concept ?? [])]);

const isAbstract = ({ property = [] }: Concept): boolean =>
  property.some(({ code, valueBoolean }) => code === 'notSelectable' && valueBoolean === true);

function find(concepts: readonly Concept[], code: string): Concept | undefined {
  for (const concept of concepts) {
    const found = concept.code === code ? concept : find(concept.concept ?? [], code);
    if (found) return found;
  }
  return undefined;
}
