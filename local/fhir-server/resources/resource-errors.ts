import { openValidator, r4Folder } from '../../../fhir/index.ts';
import type { HealthLakeSettings } from '../../healthlake/index.ts';
import type { ErrorsOf } from './check-resource.ts';

/**
 * Opens what judges resources as an import judges lines. The validator is kept until the settings that it depends on
 * change: it takes a moment to load.
 */
export function resourceErrors(settings: () => HealthLakeSettings): () => Promise<ErrorsOf> {
  let last: { key: string; errorsOf: ErrorsOf } | undefined;
  return async () => {
    const { fhirPackages: packages, unknownProfiles, profileVersions } = settings();
    const key = JSON.stringify([packages, unknownProfiles, profileVersions]);
    if (last?.key !== key) {
      const validator = openValidator({
        r4Folder: await r4Folder(),
        packages,
        unknownProfiles,
        profileVersions,
      });
      last = { key, errorsOf: (resource, level) => validator.check(resource, level).errors ?? [] };
    }
    return last.errorsOf;
  };
}
