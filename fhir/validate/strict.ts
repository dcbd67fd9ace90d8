import type { Item, Navigator, Scope } from '../fhirpath/item.ts';
import { isObject, navigator as createNavigator, scopeOf, scopeWithin } from '../fhirpath/item.ts';
import { checkProfile } from '../profiles/check-profile.ts';
import type { ProfileRegistry, ProfileVersions, Unchecked } from '../profiles/profile-registry.ts';
import { profileRegistry } from '../profiles/profile-registry.ts';
import type { FhirPackage } from '../packages/read-package.ts';
import { createInvariantCheck } from '../invariants/check-invariants.ts';
import { writtenNumbers } from '../json/written-numbers.ts';
import type { Fault } from '../messages/fault.ts';
import { CORE_URL, R4_VERSION, withoutVersion } from '../definitions/definitions.ts';
import { pathName } from '../definitions/model.ts';
import { Faults } from '../messages/fault.ts';
import { message } from '../messages/messages.ts';
import { invariantRules } from '../invariants/invariant-rules.ts';
import type { R4 } from '../r4/load-r4.ts';
import type { Claimed } from '../tape/plain-strict.ts';
import { createPlainStrict } from '../tape/plain-strict.ts';

/** What is done about a profile that a resource claims and that is not loaded. */
export type UnknownProfiles = 'refuse' | 'ignore';

/** Checks what level strict demands beyond the structure of R4, of a resource whose structure is right. */
export interface StrictCheck {
  /** @param text of the line, for numbers as they are written */
  check(resource: unknown, text?: string): readonly Fault[];
  /** Whether the line that the recording judge has just found plainly right keeps all of it: `check` would find no fault. */
  isPlain(): boolean;
  /** What is not checked of the profiles met so far. */
  unchecked(): Unchecked;
}

/** Invariants of R4, and the profiles that a resource, and every resource in it, claims in `meta.profile`. */
export function createStrictCheck(
  { model: loadModel, core, recording }: Pick<R4, 'model' | 'core' | 'recording'>,
  packages: readonly FhirPackage[],
  unknownProfiles: UnknownProfiles,
  profileVersions?: ProfileVersions,
): StrictCheck {
  const model = loadModel();
  const navigator = createNavigator(model);
  const rules = invariantRules(navigator);
  const checkInvariants = createInvariantCheck(model, navigator, rules);
  const registry: ProfileRegistry = profileRegistry(packages, model, core, rules, profileVersions);

  const checkClaim = (claim: string, { item, path, within }: Found, faults: Faults): void => {
    const type = typeClaimed(claim, navigator, profileVersions);
    // The definition of a type itself, or of one that it specialises: that it is kept is checked by now.
    if (type !== undefined && navigator.isOf(item.type, type)) return;
    const profile = type === undefined ? registry.profileOf(claim) : undefined;
    const of = type ?? profile?.type;
    if (of !== undefined && !navigator.isOf(item.type, of))
      faults.add(
        'profile',
        path,
        message('profileOfOtherType', { profile: claim, type: of, found: item.type }),
      );
    else if (profile)
      checkProfile(profile, item, path, { navigator, faults, rules, profileOf: registry.profileOf, within });
    else if (unknownProfiles === 'refuse')
      faults.add('profile', path, notCheckedText(claim, registry, navigator));
  };

  /** What `checkClaim` would do, where it is known to find nothing but what a profile demands. */
  const claimed = (claim: string, found: string): Claimed => {
    const type = typeClaimed(claim, navigator, profileVersions);
    if (type !== undefined) return navigator.isOf(found, type) ? 'nothing' : 'closer look';
    const profile = registry.profileOf(claim);
    if (!profile) return unknownProfiles === 'refuse' ? 'closer look' : 'nothing';
    return navigator.isOf(found, profile.type) ? profile : 'closer look';
  };

  let isPlain: (() => boolean) | undefined;
  return {
    isPlain() {
      const { profileOf } = registry;
      isPlain ??= createPlainStrict({ ...recording, model, rules, claimed, profileOf });
      return isPlain();
    },
    check(resource, text) {
      const faults = new Faults();
      const root = navigator.resource(resource);
      if (!root) return [];
      const written = text === undefined ? undefined : writtenNumbers(text, resource);
      checkInvariants(root, faults, written);
      for (const found of resourcesIn(navigator, scopeOf(root, written && { written })))
        for (const claim of claimsOf(found.item)) checkClaim(claim, found, faults);
      return faults.all;
    },
    unchecked: registry.unchecked,
  };
}

/** The type of R4 whose own definition is claimed. */
function typeClaimed(claim: string, navigator: Navigator, versions?: ProfileVersions): string | undefined {
  const [url = '', version = R4_VERSION] = claim.split('|');
  const name = url.startsWith(CORE_URL) ? url.slice(CORE_URL.length) : '';
  const isMeant = version === R4_VERSION || versions === 'latest-loaded';
  return isMeant && navigator.isType(name) ? name : undefined;
}

/** Why a claim is not checked: which version was meant and which are there, where only the version is not known. */
function notCheckedText(
  profile: string,
  { versionsOf, hasNoSnapshot }: ProfileRegistry,
  navigator: Navigator,
): string {
  if (hasNoSnapshot(profile)) return message('profileWithoutSnapshot', { profile });
  const { meant, loaded: profiles } = versionsOf(profile);
  const loaded = typeClaimed(withoutVersion(profile), navigator) === undefined ? profiles : [R4_VERSION];
  return meant === undefined || loaded.length === 0
    ? message('unknownProfile', { profile })
    : message('unknownProfileVersion', { profile, version: meant, versions: loaded.join(', ') });
}

function claimsOf({ value }: Item): string[] {
  const meta = isObject(value) ? value.meta : undefined;
  const profiles = isObject(meta) ? meta.profile : undefined;
  return Array.isArray(profiles) ? profiles.filter((each) => typeof each === 'string') : [];
}

/** Where resources are in resources: contained ones, entries of Bundles, parameters. */
const HOLDERS: ReadonlySet<string> = new Set(['contained', 'entry', 'resource', 'parameter', 'part']);

/** A resource, where it stands, and what its references are checked by. */
interface Found {
  item: Item;
  path: string;
  within: Scope;
}

/** A resource, and those in it. */
function* resourcesIn(navigator: Navigator, within: Scope, path = within.context.type): Generator<Found> {
  const { context: item } = within;
  if (isObject(item.value) && typeof item.value.resourceType === 'string') yield { item, path, within };
  if (!isObject(item.value) || !Object.keys(item.value).some((key) => HOLDERS.has(key))) return;
  for (const { element, items } of navigator.present(item)) {
    const name = pathName(element);
    if (!HOLDERS.has(name)) continue;
    for (const [index, each] of items.entries())
      if (isObject(each.value))
        yield* resourcesIn(
          navigator,
          scopeWithin(within, each, name),
          `${path}.${name}${element.isList ? `[${index}]` : ''}`,
        );
  }
}
