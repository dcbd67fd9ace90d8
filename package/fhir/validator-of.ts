import { VALIDATION_LEVELS, openValidator, r4Folder } from '../../fhir/index.ts';
import type { OpenValidator } from '../../fhir/index.ts';
import type { ValidationLevel, ValidationOptions } from './options.ts';
import { contentsOf } from './packages.ts';
import type { KnownOptions } from '../invalid-options.ts';
import { InvalidOptions, checkOptions } from '../invalid-options.ts';

/** A validator, and the level that it is asked at. */
export interface AskedValidator {
  validator: OpenValidator;
  level: ValidationLevel;
}

const NO_PACKAGES = {};
const opened = new WeakMap<object, Map<string, Promise<OpenValidator>>>();

const OPTIONS: KnownOptions<ValidationOptions> = {
  level: 'text',
  packages: 'object',
  unknownProfiles: 'text',
};
const UNKNOWN_PROFILES = ['refuse', 'ignore'] as const;

/** The validator of these options. It is kept for the next line with the same packages: to load it takes a moment. @param of whose options they are @throws InvalidOptions */
export async function validatorOf(of: string, options: ValidationOptions): Promise<AskedValidator> {
  checkOptions(of, options, OPTIONS);
  const { level = 'structure-only', packages, unknownProfiles = 'refuse' } = options;
  checkChoice('level', level, VALIDATION_LEVELS);
  checkChoice('unknownProfiles', unknownProfiles, UNKNOWN_PROFILES);
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

function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value))
    throw new InvalidOptions(`${name} is ${JSON.stringify(value)}: it must be one of ${choices.join(', ')}`);
}
