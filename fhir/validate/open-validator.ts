import { statSync } from 'node:fs';
import type { FhirPackage } from '../packages/read-package.ts';
import { readPackage } from '../packages/read-package.ts';
import type { ProfileVersions, Unchecked } from '../profiles/profile-registry.ts';
import type { UnknownProfiles } from './strict.ts';
import { createStrictCheck } from './strict.ts';
import type { Validator } from './validate.ts';
import { createValidator } from './validate.ts';
import { loadR4 } from '../r4/load-r4.ts';

/** What a validator is made of: plain data, that a worker thread can be started with. */
export interface ValidatorSettings {
  /** Where the generated files of R4 are (r4-folder.ts). */
  r4Folder: string;
  /** FHIR packages with the profiles that `strict` knows, paths of `.tgz` files. */
  packages: readonly string[];
  unknownProfiles: UnknownProfiles;
  /** What is done about a claim whose version is not loaded: `exact` (default) has it unknown. */
  profileVersions?: ProfileVersions;
}

/** A validator, and what its profiles leave unchecked. */
export interface OpenValidator extends Validator {
  unchecked(): Unchecked;
}

const NOTHING: Unchecked = { valueSets: [], rules: [], profiles: [] };

/**
 * @param read the packages, where they are read already
 * @throws PackageError where a package cannot be read
 */
export function openValidator(
  { r4Folder, packages, unknownProfiles, profileVersions }: ValidatorSettings,
  read: readonly FhirPackage[] = packages.map(readPackage),
): OpenValidator {
  const r4 = loadR4(r4Folder);
  let strict: ReturnType<typeof createStrictCheck> | undefined;
  const validator = createValidator(
    r4,
    () => (strict ??= createStrictCheck(r4, read, unknownProfiles, profileVersions)),
  );
  return { ...validator, unchecked: () => strict?.unchecked() ?? NOTHING };
}

let kept: { key: string; validator: OpenValidator } | undefined;

/**
 * The validator of these settings; the last one is kept as long as settings and packages stay the same, since it takes a
 * moment to load, and to be optimised by V8.
 * @throws PackageError where a package cannot be read
 */
export function keptValidator(settings: ValidatorSettings): OpenValidator {
  const changed = settings.packages.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs);
  const key = JSON.stringify([settings, changed]);
  if (kept?.key !== key) kept = { key, validator: openValidator(settings) };
  return kept.validator;
}
