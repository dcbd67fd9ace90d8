import type { FhirPackage } from '../packages/read-package.ts';
import type { Definition, StructureDefinition } from '../definitions/definitions.ts';
import type { InvariantRules } from '../invariants/invariant-rules.ts';
import type { CoreDefinitions, Invariant, Model } from '../definitions/model.ts';
import { CORE_URL, withoutVersion } from '../definitions/definitions.ts';
import { valueSets } from '../definitions/value-sets.ts';
import { buildProfile } from './build-profile.ts';
import type { ProfileContext } from './demand-of.ts';
import type { Profile } from './profile.ts';

/** What is not checked of profiles, and so is not known to be right. */
export interface Unchecked {
  /** Required value sets that the packages do not fully list: their bindings are not checked. */
  valueSets: readonly string[];
  /** Other rules, in words, with the reason. */
  rules: readonly string[];
  /** Profiles that were claimed and cannot be applied: their definitions have a differential, and no snapshot. */
  profiles: readonly string[];
}

/** The profiles that are loaded. */
export interface ProfileRegistry {
  /**
   * The profile that a resource claims in `meta.profile`, or an element refers to: `url`, or `url|version`. US Core without
   * a version is 3.1.1, as HealthLake has it (Developer Guide, "FHIR profile validations"); of others it is the newest.
   * @param from the profile whose element refers to it: without a version that of its own package is meant
   */
  profileOf: (canonical: string, from?: Profile) => Profile | undefined;
  /** Whether the profile is loaded, and cannot be applied: it has no snapshot. */
  hasNoSnapshot: (canonical: string) => boolean;
  /** Of a profile that is not loaded: the version that is meant, and those that are loaded instead. */
  versionsOf: (canonical: string) => { meant: string | undefined; loaded: readonly string[] };
  /** What is not checked of the profiles met so far. */
  unchecked: () => Unchecked;
}

const US_CORE = 'http://hl7.org/fhir/us/core/';
const US_CORE_VERSION = '3.1.1';

/** What is done where the version that is meant is not loaded, but another one is. */
export type ProfileVersions = 'exact' | 'latest-loaded';

/** Loads the profiles of packages; each is compiled when it is first asked for. */
export function profileRegistry(
  packages: readonly FhirPackage[],
  model: Model,
  core: () => CoreDefinitions,
  { refusalOf }: InvariantRules,
  profileVersions: ProfileVersions = 'exact',
): ProfileRegistry {
  const valueSets = new Set<string>();
  const rules = new Set<string>();
  const withoutSnapshot = new Set<string>();
  const unchecked = {
    valueSet: (url: string) => valueSets.add(url),
    rule: (text: string) => rules.add(text),
    profile: (canonical: string) => withoutSnapshot.add(canonical),
  };
  const context = {
    core,
    isOfR4: isInvariantOf(model),
    isProfileOfR4: isTypeProfileOf(model),
    refusalOf,
    unchecked,
  };
  const loaded = packages.map((each) => loadedPackage(each, context));
  let loadedCore: LoadedPackage | undefined;
  const corePackage = (): LoadedPackage => {
    const { version, profiles } = core();
    loadedCore ??= loadedPackage({ name: 'R4', version, definitions: profiles }, context);
    return loadedCore;
  };

  /** The packages that have a profile, the newest first. */
  const packagesWith = (url: string): LoadedPackage[] =>
    [...loaded, ...(url.startsWith(CORE_URL) ? [corePackage()] : [])]
      .filter(({ has }) => has(url))
      .sort((a, b) => compareVersions(b.version, a.version));

  const packageOf = (canonical: string, from?: Profile): LoadedPackage | undefined => {
    const [url = '', claimed] = canonical.split('|');
    const found = packagesWith(url);
    const isOwn = (each: LoadedPackage): boolean =>
      from !== undefined && each.versionOf(from.url) === from.version && each.has(from.url);
    const own = claimed === undefined ? found.find(isOwn) : undefined;
    const version = meantVersion(canonical, profileVersions);
    const exact = found.find((each) => version === undefined || each.versionOf(url) === version);
    return own ?? exact ?? (profileVersions === 'latest-loaded' ? found[0] : undefined);
  };

  return {
    unchecked: () => ({
      valueSets: [...valueSets].sort(),
      rules: [...rules].sort(),
      profiles: [...withoutSnapshot].sort(),
    }),
    profileOf: (canonical, from) => packageOf(canonical, from)?.profile(withoutVersion(canonical)),
    hasNoSnapshot: (canonical) => packageOf(canonical)?.hasSnapshot(withoutVersion(canonical)) === false,
    versionsOf(canonical) {
      const url = withoutVersion(canonical);
      const versions = packagesWith(url).map((each) => each.versionOf(url) ?? each.version);
      return { meant: meantVersion(canonical, 'exact'), loaded: versions };
    },
  };
}

/** The version that a claim means; undefined where any does, and then the newest is taken. */
function meantVersion(canonical: string, versions: ProfileVersions): string | undefined {
  const [url = '', claimed] = canonical.split('|');
  return claimed ?? (url.startsWith(US_CORE) && versions === 'exact' ? US_CORE_VERSION : undefined);
}

interface LoadedPackage {
  version: string;
  has: (url: string) => boolean;
  versionOf: (url: string) => string | undefined;
  hasSnapshot: (url: string) => boolean;
  /** Undefined where it is not there, or has no snapshot. */
  profile: (url: string) => Profile | undefined;
}

type PackageContext = Pick<ProfileContext, 'isOfR4' | 'isProfileOfR4' | 'refusalOf' | 'unchecked'> & {
  core: () => CoreDefinitions;
};

function loadedPackage(
  { version, definitions }: FhirPackage,
  { core, ...context }: PackageContext,
): LoadedPackage {
  const structures = new Map(definitions.filter(isProfile).map((each) => [each.url, each]));
  const codes = valueSets(definitions);
  const built = new Map<string, Profile>();
  return {
    version,
    has: (url) => structures.has(url),
    versionOf: (url) => structures.get(url)?.version ?? version,
    hasSnapshot: (url) => hasSnapshot(structures.get(url)),
    profile(url) {
      const definition = structures.get(url);
      if (!definition) return undefined;
      if (!hasSnapshot(definition)) {
        context.unchecked.profile(`${url}|${definition.version ?? version}`);
        return undefined;
      }
      const known = built.get(url);
      if (known) return known;
      const profile = buildProfile(
        { ...definition, version: definition.version ?? version },
        {
          ...context,
          codesOf: (valueSet) => codes.codesOf(valueSet) ?? core().valueSets[valueSet],
          typeOf: (other) => structures.get(withoutVersion(other))?.type,
        },
      );
      built.set(url, profile);
      return profile;
    },
  };
}

/** A snapshot without elements, or one that is null, is none: by it everything would be right. */
function hasSnapshot(definition: StructureDefinition | undefined): boolean {
  const { element = [] } = (definition?.snapshot ?? {}) as { element?: unknown[] };
  return element.length > 0;
}

const isProfile = (definition: Definition): definition is StructureDefinition =>
  definition.resourceType === 'StructureDefinition' && definition.derivation === 'constraint';

/** Whether an invariant is one of R4's own, by its key. */
function isInvariantOf({ types }: Model): (invariant: Invariant) => boolean {
  const keys = new Set(
    Object.values(types).flatMap(({ invariants = [], elements }) => [
      ...invariants.map(({ key }) => key),
      ...elements.flatMap((element) => element.invariants?.map(({ key }) => key) ?? []),
    ]),
  );
  return ({ key }) => keys.has(key);
}

/** Whether R4 has an element keep a profile of its type, as SimpleQuantity. */
function isTypeProfileOf({ types }: Model): (path: string, profile: string) => boolean {
  return (path, profile) => {
    const dot = path.lastIndexOf('.');
    const element = types[path.slice(0, dot)]?.elements.find(({ name }) => name === path.slice(dot + 1));
    return element?.types.some((type) => type.profile?.url === profile) ?? false;
  };
}

/** Number by number, what is no number as text; a label behind a dash (`-ballot`) is of what comes before the release (Semantic Versioning, 11). */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => /^(?<release>[^-]*)(?<label>.*)$/s.exec(version)?.groups);
  const inOrder = (text = '', than = ''): number => text.localeCompare(than, 'en', { numeric: true });
  const isReleased = (label = ''): number => Number(label === '');
  return (
    inOrder(a?.release, b?.release) ||
    isReleased(a?.label) - isReleased(b?.label) ||
    inOrder(a?.label, b?.label)
  );
}
