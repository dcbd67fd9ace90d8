import { CODE_FORMS } from '../r4/code-forms.ts';
import { invariantsOf } from '../definitions/definition-invariants.ts';
import type { ElementDefinition, TypeReference } from '../definitions/definitions.ts';
import type { Invariant, ValueSetModel } from '../definitions/model.ts';
import { CORE_URL, capitalised, lastName, withoutVersion } from '../definitions/definitions.ts';
import type { Demand } from './profile.ts';

/** What a profile is built with. */
export interface ProfileContext {
  /** The codes of a required value set, where all are known. */
  codesOf: (valueSet: string) => ValueSetModel | undefined;
  /** The type a profile is of. */
  typeOf: (profile: string) => string | undefined;
  /** Whether R4 itself has the rule, so that it is checked anyway. */
  isOfR4: (invariant: Invariant) => boolean;
  /** Whether R4 itself has elements of this path keep the profile, so that it is checked anyway. */
  isProfileOfR4: (path: string, profile: string) => boolean;
  /** Why an invariant cannot be checked; undefined where it can. */
  refusalOf: (invariant: Invariant) => string | undefined;
  /** Called with what is not checked. */
  unchecked: {
    /** The URL of a required value set whose codes are not all known. */
    valueSet: (url: string) => void;
    /** A rule of the profile, in words. */
    rule: (text: string) => void;
    /** A profile without a snapshot. */
    profile: (canonical: string) => void;
  };
}

/** What an element of a profile demands for itself, without the elements in it. */
export function demandOf(
  element: ElementDefinition,
  id: string,
  context: ProfileContext,
): Omit<Demand, 'children'> {
  const { path, min = 0, max = '*', base, type = [], binding } = element;
  const targets = targetsOf(type, context);
  const profiles = type
    .flatMap(({ profile = [] }) => profile.map(withoutVersion))
    .filter((url) => !context.isProfileOfR4(base?.path ?? path, url));
  const invariants = invariantsIn(element, context);
  const codes = requiredCodes(binding, context);
  const { fixed, pattern } = fixedOf(element, type);
  return {
    name: lastName(path).replace('[x]', ''),
    label: id,
    min,
    ...(max !== '*' && max !== base?.max && { max: Number(max) }),
    ...(fixed !== undefined && { fixed }),
    ...(pattern !== undefined && { pattern }),
    ...boundsOf(element),
    ...(codes && { codes }),
    ...(path.endsWith('[x]') && { types: type.map(({ code }) => code) }),
    ...(targets && { targets }),
    ...(profiles.length > 0 && { profiles }),
    ...(invariants.length > 0 && { invariants }),
  };
}

/** Those that R4 has not itself. */
function invariantsIn(element: ElementDefinition, context: ProfileContext): readonly Invariant[] {
  const own = invariantsOf(element, false).invariants?.filter((each) => !context.isOfR4(each)) ?? [];
  for (const invariant of own) {
    const refusal = context.refusalOf(invariant);
    if (refusal !== undefined)
      context.unchecked.rule(`the invariant ${invariant.key} of ${element.path}: ${refusal}`);
  }
  return own;
}

function boundsOf(element: ElementDefinition): Pick<Demand, 'least' | 'most' | 'maxLength'> {
  const bound = (prefix: string): unknown =>
    Object.entries(element).find(([member]) => member.startsWith(prefix))?.[1];
  const [least, most, { maxLength }] = [bound('minValue'), bound('maxValue'), element];
  return {
    ...(least !== undefined && { least }),
    ...(most !== undefined && { most }),
    ...(typeof maxLength === 'number' && { maxLength }),
  };
}

function requiredCodes(
  binding: ElementDefinition['binding'],
  { codesOf, unchecked }: ProfileContext,
): Demand['codes'] | undefined {
  if (binding?.strength !== 'required' || binding.valueSet === undefined) return undefined;
  const url = withoutVersion(binding.valueSet);
  const codes = codesOf(url);
  // Of some the form of codes is known, which R4's own binding has checked.
  if (!codes && !CODE_FORMS[url]) unchecked.valueSet(url);
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

/** The types of the profiles that a reference may be to; undefined where one is any, or not known. */
function targetsOf(types: readonly TypeReference[], { typeOf }: ProfileContext): string[] | undefined {
  const profiles = types
    .filter(({ code }) => code === 'Reference')
    .flatMap(({ targetProfile = [] }) => targetProfile);
  const targets = profiles.map((profile) => {
    const url = withoutVersion(profile);
    return typeOf(url) ?? (url.startsWith(CORE_URL) ? url.slice(CORE_URL.length) : 'Resource');
  });
  return targets.length === 0 || targets.includes('Resource') ? undefined : [...new Set(targets)];
}
