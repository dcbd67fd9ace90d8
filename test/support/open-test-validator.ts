import type { OpenValidator, ValidatorSettings } from '../../fhir/validate/open-validator.ts';
import { openValidator } from '../../fhir/validate/open-validator.ts';
import { r4Folder } from '../../fhir/r4-folder.ts';

/** The validator with the generated files of the sources; without packages unless some are named. */
export const openTestValidator = async (
  settings: Partial<Omit<ValidatorSettings, 'r4Folder'>> = {},
): Promise<OpenValidator> =>
  openValidator({ packages: [], unknownProfiles: 'refuse', ...settings, r4Folder: await r4Folder() });
