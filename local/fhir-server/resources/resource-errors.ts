import { keptValidator, r4Folder } from '../../../fhir/index.ts';
import type { HealthLakeSettings } from '../../healthlake/index.ts';
import type { ErrorsOf } from './check-resource.ts';

/** Opens what validates resources as an import validates lines, by the settings as they are. */
export const resourceErrors =
  (settings: () => HealthLakeSettings): (() => Promise<ErrorsOf>) =>
  async () => {
    const { fhirPackages: packages, unknownProfiles, profileVersions } = settings();
    const validator = keptValidator({
      r4Folder: await r4Folder(),
      packages,
      unknownProfiles,
      profileVersions,
    });
    return (resource, level) => validator.check(resource, level).errors ?? [];
  };
