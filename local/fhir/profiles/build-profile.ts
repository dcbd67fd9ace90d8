import { capitalised, lastName, snapshotOf } from '../validator/build-model.ts';
import { CODE_FORMS } from '../validator/code-forms.ts';
import { invariantsOf } from '../validator/definition-invariants.ts';
import type { ElementDefinition, StructureDefinition, TypeReference } from '../validator/definitions.ts';
import type { Invariant, ValueSetModel } from '../validator/model.ts';
import { withoutVersion } from '../validator/value-sets.ts';
import type { Demand, Profile, Slicing } from './profile.ts';

/** What a profile is built with. */
export interface ProfileContext {
  /** The codes of a required value set, where all are known. */
  codesOf: (valueSet: string) => ValueSetModel | undefined;
  /** The type a profile is of. */
  typeOf: (profile: string) => string | undefined;
  /** Whether R4 itself has the rule, so that it is checked anyway. */
  isOfR4: (invariant: Invariant) => boolean;
  /** Called with the URL of each required value set that is not checked, for its codes are not all known. */
  onUnlisted: (valueSet: string) => void;
}

/**
 * Compiles a profile from its snapshot. Elements of which it demands no more than R4 are left out.
 * @throws Error where the definition has no snapshot
 */
export function buildProfile(definition: StructureDefinition, context: ProfileContext): Profile {
  const [root, ...elements] = snapshotOf(definition);
  const ids = elements.map((element) => ({ id: element.id ?? element.path, element }));
  const byParent = Map.groupBy(ids, ({ id }) => id.slice(0, id.lastIndexOf('.')));

  const build = (id: string, element: ElementDefinition): Demand => ({
    ...demandOf(element, id, context),
    children: childrenOf(id),
    ...slicingOf(id, element),
  });

  /** The elements directly in one, without their slices. */
  const childrenOf = (parent: string): Demand[] =>
    (byParent.get(parent) ?? [])
      .filter(({ element }) => element.sliceName === undefined)
      .map(({ id, element }) => build(id, element))
      .filter(isDemanding);

  const slicingOf = (id: string, { slicing, path }: ElementDefinition): { slicing?: Slicing } => {
    const parent = id.slice(0, id.lastIndexOf('.'));
    const slices = (byParent.get(parent) ?? []).flatMap(({ id: sliceId, element }) =>
      element.sliceName !== undefined && sliceId === `${id}:${element.sliceName}`
        ? { ...build(sliceId, element), sliceName: element.sliceName }
        : [],
    );
    if (slices.length === 0) return {};
    // A choice that is constrained type by type needs no slicing of its own.
    const implied = path.endsWith('[x]') ? [{ type: 'type', path: '$this' }] : [];
    return {
      slicing: {
        discriminators: slicing?.discriminator ?? implied,
        isClosed: slicing?.rules === 'closed',
        slices,
      },
    };
  };

  return {
    url: definition.url,
    version: definition.version ?? '',
    type: definition.type,
    root: build(root?.id ?? definition.type, root ?? { path: definition.type }),
  };
}

/** Whether anything of it is not already a rule of R4. */
const isDemanding = ({ name: _name, label: _label, min, children, slicing, ...rest }: Demand): boolean =>
  min > 0 || children.length > 0 || slicing !== undefined || Object.keys(rest).length > 0;

function demandOf(element: ElementDefinition, id: string, context: ProfileContext): Omit<Demand, 'children'> {
  const { path, min = 0, max = '*', base, type = [], binding } = element;
  const targets = targetsOf(type, context);
  const profiles = type.flatMap(profilesOf);
  const invariants = invariantsOf(element, false).invariants?.filter((each) => !context.isOfR4(each)) ?? [];
  const codes = requiredCodes(binding, context);
  const { fixed, pattern } = fixedOf(element, type);
  return {
    name: lastName(path).replace('[x]', ''),
    label: id,
    min,
    ...(max !== '*' && max !== base?.max && { max: Number(max) }),
    ...(fixed !== undefined && { fixed }),
    ...(pattern !== undefined && { pattern }),
    ...(codes && { codes }),
    ...(path.endsWith('[x]') && { types: type.map(({ code }) => code) }),
    ...(targets && { targets }),
    ...(profiles.length > 0 && { profiles }),
    ...(invariants.length > 0 && { invariants }),
  };
}

function requiredCodes(
  binding: ElementDefinition['binding'],
  { codesOf, onUnlisted }: ProfileContext,
): Demand['codes'] | undefined {
  if (binding?.strength !== 'required' || binding.valueSet === undefined) return undefined;
  const url = withoutVersion(binding.valueSet);
  const codes = codesOf(url);
  // Of some the form of codes is known, which R4's own binding has checked.
  if (!codes && !CODE_FORMS[url]) onUnlisted(url);
  return codes && { url, codes };
}

/** `fixedUri`, `patternCodeableConcept`: the member's name ends with the type. */
function fixedOf(
  element: ElementDefinition,
  types: readonly TypeReference[],
): { fixed?: unknown; pattern?: unknown } {
  for (const { code } of types) {
    const type = capitalised(code.startsWith('http') ? 'uri' : code);
    const { [`fixed${type}`]: fixed, [`pattern${type}`]: pattern } = element;
    if (fixed !== undefined || pattern !== undefined) return { fixed, pattern };
  }
  const other = Object.keys(element).find((member) => /^(fixed|pattern)[A-Z]/.test(member));
  if (other === undefined) return {};
  return other.startsWith('fixed') ? { fixed: element[other] } : { pattern: element[other] };
}

/** Of data types like SimpleQuantity, R4 itself has the rules; of an extension, the profile's URL is its url. */
const profilesOf = ({ code, profile = [] }: TypeReference): string[] =>
  profile.map(withoutVersion).filter((url) => code === 'Extension' || !url.startsWith(CORE));

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** The types of the profiles that a reference may be to; undefined where one is any, or not known. */
function targetsOf(types: readonly TypeReference[], { typeOf }: ProfileContext): string[] | undefined {
  const profiles = types
    .filter(({ code }) => code === 'Reference')
    .flatMap(({ targetProfile = [] }) => targetProfile);
  const targets = profiles.map((profile) => {
    const url = withoutVersion(profile);
    return typeOf(url) ?? (url.startsWith(CORE) ? url.slice(CORE.length) : 'Resource');
  });
  return targets.length === 0 || targets.includes('Resource') ? undefined : [...new Set(targets)];
}
