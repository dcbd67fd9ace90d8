import type { FhirPackage } from '../packages/read-package.ts';
import type { CoreDefinitions } from '../validator/core-definitions.ts';
import type { Definition, StructureDefinition } from '../validator/definitions.ts';
import type { Model } from '../validator/model.ts';
import { valueSets, withoutVersion } from '../validator/value-sets.ts';
import { buildProfile } from './build-profile.ts';
import type { Profile } from './profile.ts';

/** The profiles that are loaded. */
export interface ProfileRegistry {
  /**
   * The profile that a resource claims in `meta.profile`, or an element refers to: `url`, or `url|version`. US Core without
   * a version is 3.1.1, as HealthLake has it (Developer Guide, "FHIR profile validations"); of others it is the newest.
   */
  profileOf: (canonical: string) => Profile | undefined;
  /** Required value sets that the packages do not fully list: their bindings are not checked. */
  unlisted: ReadonlySet<string>;
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const US_CORE = 'http://hl7.org/fhir/us/core/';
const US_CORE_VERSION = '3.1.1';

/** Loads the profiles of packages; each is compiled when it is first asked for. */
export function profileRegistry(
  packages: readonly FhirPackage[],
  model: Model,
  core: () => CoreDefinitions,
): ProfileRegistry {
  const unlisted = new Set<string>();
  const loaded = packages.map((each) => loadedPackage(each, model, core, unlisted));
  let loadedCore: LoadedPackage | undefined;
  const corePackage = (): LoadedPackage => {
    const { version, profiles } = core();
    loadedCore ??= loadedPackage({ name: 'R4', version, definitions: profiles }, model, core, unlisted);
    return loadedCore;
  };

  const versionsOf = (url: string): LoadedPackage[] =>
    [...loaded, ...(url.startsWith(CORE) ? [corePackage()] : [])]
      .filter(({ has }) => has(url))
      .sort((a, b) => compareVersions(b.version, a.version));

  return {
    unlisted,
    profileOf(canonical) {
      const [url = '', claimed] = canonical.split('|');
      const version = claimed ?? (url.startsWith(US_CORE) ? US_CORE_VERSION : undefined);
      const found = versionsOf(url);
      return (
        version === undefined ? found[0] : found.find((each) => each.versionOf(url) === version)
      )?.profile(url);
    },
  };
}

interface LoadedPackage {
  version: string;
  has: (url: string) => boolean;
  versionOf: (url: string) => string | undefined;
  profile: (url: string) => Profile | undefined;
}

function loadedPackage(
  { version, definitions }: FhirPackage,
  model: Model,
  core: () => CoreDefinitions,
  unlisted: Set<string>,
): LoadedPackage {
  const structures = new Map(definitions.filter(isProfile).map((each) => [each.url, each]));
  const codes = valueSets(definitions);
  const keys = invariantKeys(model);
  const built = new Map<string, Profile>();
  return {
    version,
    has: (url) => structures.has(url),
    versionOf: (url) => structures.get(url)?.version ?? version,
    profile(url) {
      const definition = structures.get(url);
      if (!definition) return undefined;
      const known = built.get(url);
      if (known) return known;
      const profile = buildProfile(
        { ...definition, version: definition.version ?? version },
        {
          codesOf: (valueSet) => codes.codesOf(valueSet) ?? core().valueSets[valueSet],
          typeOf: (other) => structures.get(withoutVersion(other))?.type,
          isOfR4: ({ key }) => keys.has(key),
          onUnlisted: (valueSet) => unlisted.add(valueSet),
        },
      );
      built.set(url, profile);
      return profile;
    },
  };
}

const isProfile = (definition: Definition): definition is StructureDefinition =>
  definition.resourceType === 'StructureDefinition' && definition.derivation === 'constraint';

/** The keys of R4's own invariants. */
const invariantKeys = ({ types }: Model): ReadonlySet<string> =>
  new Set(
    Object.values(types).flatMap(({ invariants = [], elements }) => [
      ...invariants.map(({ key }) => key),
      ...elements.flatMap((element) => element.invariants?.map(({ key }) => key) ?? []),
    ]),
  );

/** Number by number; what is no number, as text. */
function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
