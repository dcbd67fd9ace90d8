import { byParent } from '../definitions/by-parent.ts';
import { CODE_FORMS } from '../r4/code-forms.ts';
import type {
  Definition,
  ElementDefinition,
  StructureDefinition,
  TypeReference,
} from '../definitions/definitions.ts';
import { CORE_URL, capitalised, lastName, snapshotOf, withoutVersion } from '../definitions/definitions.ts';
import { invariantsOf } from '../definitions/definition-invariants.ts';
import type {
  ElementModel,
  ElementType,
  Invariant,
  Model,
  TypeModel,
  ValueSetModel,
} from '../definitions/model.ts';
import { valueSets } from '../definitions/value-sets.ts';

const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';

/** Types whose elements stand in the element that has them, not in the type. */
const INLINE = new Set(['BackboneElement', 'Element']);

/**
 * Makes the model of R4 from its definitions: every concrete resource and data type, element by element.
 * @throws Error where a definition has no snapshot
 */
export function buildModel(definitions: readonly Definition[]): Model {
  const structures = definitions.filter((each) => each.resourceType === 'StructureDefinition').filter(isBase);
  const primitives = new Set(
    structures.filter(({ kind }) => kind === 'primitive-type').map(({ type }) => type),
  );
  const codes = valueSets(definitions);
  const typeProfiles = typeProfilesIn(definitions);
  const listed: Record<string, ValueSetModel> = {};
  const unlisted = new Set<string>();
  const types: Record<string, TypeModel> = {};
  const bases: Record<string, string> = {};

  /** Names the value set of a required binding that can be checked, and remembers its codes. */
  const requiredValueSet = ({ binding }: ElementDefinition, type: string): string | undefined => {
    if (binding?.strength !== 'required' || binding.valueSet === undefined || !CODED.has(type))
      return undefined;
    const url = withoutVersion(binding.valueSet);
    if (CODE_FORMS[url] && type === 'code') return url;
    const known = listed[url] ?? codes.codesOf(url);
    if (known) listed[url] = known;
    else unlisted.add(url);
    return known && url;
  };

  const elementType = (element: ElementDefinition, code: string, reference?: TypeReference): ElementType => {
    const name = lastName(element.path);
    const targets = reference && targetsOf(reference);
    const valueSet = requiredValueSet(element, code);
    const profile = typeProfiles.get(reference?.profile?.[0] ?? '');
    return {
      property: name.replace('[x]', capitalised(code)),
      type: INLINE.has(code) ? element.path : code,
      isPrimitive: primitives.has(code),
      ...(targets && { targets }),
      ...(profile && { profile }),
      ...(valueSet !== undefined && { valueSet }),
    };
  };

  const typesOf = (element: ElementDefinition, ofResource: boolean): ElementType[] => {
    if (element.contentReference !== undefined) {
      const type = element.contentReference.replace(/^.*#/, '');
      return [{ property: lastName(element.path), type, isPrimitive: false }];
    }
    return (element.type ?? []).map((reference) =>
      elementType(element, typeCode(element.path, reference.code, ofResource), reference),
    );
  };

  for (const structure of structures) {
    bases[structure.type] = lastSegment(structure.baseDefinition ?? '');
    if (structure.kind === 'primitive-type') continue;
    const [root, ...elements] = snapshotOf(structure);
    const isResource = structure.kind === 'resource';
    for (const [path, children] of byParent(elements, (element) => element.path)) {
      if (structure.abstract && path !== 'Element') continue;
      const own = path === root?.path ? root : elements.find((element) => element.path === path);
      const inline = own?.type?.[0]?.code;
      if (path !== root?.path && inline !== undefined) bases[path] = inline;
      types[path] = {
        isResource: isResource && path === root?.path,
        ...(own && invariantsOf(own, path === 'Extension')),
        elements: children.map((element) => elementModel(element, typesOf(element, isResource))),
      };
    }
  }
  return { types, bases, valueSets: listed, unlisted: [...unlisted].sort() };
}

/**
 * The profiles of data types that R4 has itself, by URL, with the invariants that they add to their type. What else one demands,
 * as that a SimpleQuantity has no comparator, its invariants say, too.
 */
function typeProfilesIn(
  definitions: readonly Definition[],
): Map<string, NonNullable<ElementType['profile']>> {
  const structures = definitions.filter((each) => each.resourceType === 'StructureDefinition');
  const rootOf = (structure?: StructureDefinition): readonly Invariant[] =>
    invariantsOf(structure?.snapshot?.element[0] ?? { path: '' }, false).invariants ?? [];
  return new Map(
    structures
      .filter((each) => each.kind === 'complex-type' && !isBase(each) && each.type !== 'Extension')
      .map((each) => {
        const ofType = rootOf(structures.find(({ url }) => url === CORE_URL + each.type)).map(
          ({ key }) => key,
        );
        const invariants = rootOf(each).filter(({ key }) => !ofType.includes(key));
        return [each.url, { url: each.url, invariants }];
      }),
  );
}

const CODED = new Set(['code', 'Coding', 'CodeableConcept', 'Quantity', 'uri', 'string']);

const isBase = ({ kind, derivation }: StructureDefinition): boolean =>
  kind !== 'logical' && derivation !== 'constraint';

function elementModel(element: ElementDefinition, types: ElementType[]): ElementModel {
  const { min = 0, max = '*' } = element;
  return {
    name: lastName(element.path),
    min,
    ...(max !== '*' && { max: Number(max) }),
    isList: (element.base?.max ?? max) !== '1',
    types,
    // Those of an element with elements of its own are its type's.
    ...(types.every(({ type }) => type !== element.path) && invariantsOf(element, false)),
  };
}

/**
 * FHIR's name of a type; the definitions name those of `Extension.url` and of ids in FHIRPath's terms. The id of
 * a resource has the rule of `id`, that of an element is any string (R4, "Element").
 */
function typeCode(path: string, code: string, ofResource: boolean): string {
  if (!code.startsWith(SYSTEM_TYPE)) return code;
  if (path.endsWith('.url')) return 'uri';
  return ofResource && path.split('.').length === 2 ? 'id' : 'string';
}

/** The resource types a Reference is limited to. */
function targetsOf({ code, targetProfile }: TypeReference): string[] | undefined {
  if (code !== 'Reference' || !targetProfile) return undefined;
  const types = targetProfile.map((profile) => profile.replace(CORE_URL, ''));
  return types.includes('Resource') || types.some((type) => type.includes('/')) ? undefined : types;
}

const lastSegment = (url: string): string => url.slice(url.lastIndexOf('/') + 1);
