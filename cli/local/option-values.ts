import { resolve } from 'node:path';
import type { OptionValues } from '../terminal/index.ts';
import { numberOf } from '../terminal/index.ts';

/** The absolute paths of FHIR packages. @throws PackageError where one cannot be read, rather than when an import needs it */
export async function packagePaths(given: OptionValues[string]): Promise<string[]> {
  const paths = ((given ?? []) as string[]).map((path) => resolve(path));
  if (paths.length === 0) return [];
  const { readPackage } = await import('../../fhir/index.ts');
  for (const path of paths) readPackage(path);
  return paths;
}

/** How the local HealthLake behaves. */
export const healthLakeSettings = (values: OptionValues) => ({
  throttling: values.throttling === true,
  guideOnly: values['guide-only'] === true,
  ...(values['identity-limit-ms'] !== undefined && {
    identityProviderMs: numberOf(values, 'identity-limit-ms', 5000),
  }),
});
