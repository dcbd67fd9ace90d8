import { VALIDATION_LEVELS, openValidator, r4Folder } from '../../fhir/index.ts';
import type { OpenValidator } from '../../fhir/index.ts';
import type { ValidationLevel, ValidationOptions } from './options.ts';
import { contentsOf } from './packages.ts';

/** A validator, and the level that it is asked at. */
export interface AskedValidator {
  validator: OpenValidator;
  level: ValidationLevel;
}

const NO_PACKAGES = {};
const opened = new WeakMap<object, Map<string, Promise<OpenValidator>>>();

/** The validator of these options. It is kept for the next line with the same packages: to load it takes a moment. */
export async function validatorOf(options: ValidationOptions): Promise<AskedValidator> {
  const { level = 'structure-only', packages, unknownProfiles = 'refuse' } = options;
  if (!VALIDATION_LEVELS.includes(level))
    throw new TypeError(
      `level is ${JSON.stringify(level)}: it must be one of ${VALIDATION_LEVELS.join(', ')}`,
    );
  const ofPackages = opened.get(packages ?? NO_PACKAGES) ?? new Map<string, Promise<OpenValidator>>();
  opened.set(packages ?? NO_PACKAGES, ofPackages);
  const open = async (): Promise<OpenValidator> =>
    openValidator(
      { r4Folder: await r4Folder(), packages: [], unknownProfiles },
      packages ? contentsOf(packages) : [],
    );
  const validator = ofPackages.get(unknownProfiles) ?? open();
  ofPackages.set(unknownProfiles, validator);
  return { validator: await validator, level };
}
