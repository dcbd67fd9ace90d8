import { resolve } from 'node:path';

/** The absolute paths of FHIR packages. @throws PackageError where one cannot be read, rather than when an import needs it */
export async function fhirPackagesOf(given: unknown): Promise<string[]> {
  const paths = ((given ?? []) as string[]).map((path) => resolve(path));
  if (paths.length === 0) return [];
  const { readPackage } = await import('../../fhir/index.ts');
  for (const path of paths) readPackage(path);
  return paths;
}
