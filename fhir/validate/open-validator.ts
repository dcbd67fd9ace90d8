import { readPackage } from '../packages/read-package.ts';
import type { ProfileVersions, Unchecked } from '../profiles/profile-registry.ts';
import type { UnknownProfiles } from './strict.ts';
import { createStrictCheck } from './strict.ts';
import type { Validator } from './validate.ts';
import { createValidator } from './validate.ts';
import { loadR4 } from '../r4/load-r4.ts';

/** What a validator is made of: plain data, that a worker thread can be started with. */
export interface ValidatorSettings {
  /** The generated files of R4 (validator/r4.ts). */
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

/** @throws PackageError where a package cannot be read */
export function openValidator({
  r4Folder,
  packages,
  unknownProfiles,
  profileVersions,
}: ValidatorSettings): OpenValidator {
  const r4 = loadR4(r4Folder);
  const read = packages.map(readPackage);
  let strict: ReturnType<typeof createStrictCheck> | undefined;
  const validator = createValidator(
    r4,
    () => (strict ??= createStrictCheck(r4, read, unknownProfiles, profileVersions)),
  );
  return { check: validator.check, unchecked: () => strict?.unchecked() ?? NOTHING };
}
