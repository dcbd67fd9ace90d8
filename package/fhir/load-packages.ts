import { readPackage } from '../../fhir/index.ts';
import { InvalidOptions, isText, nameOf } from '../invalid-options.ts';
import type { FhirPackages } from './options.ts';
import { keepContents } from './packages.ts';

/**
 * Reads FHIR packages, whose profiles level `strict` then holds lines to that claim them.
 * @param paths of `.tgz` files, as FHIR registries provide them
 * @throws PackageError (`code` InvalidPackage) where one is none; InvalidOptions for what is no list
 */
export async function loadPackages(paths: readonly string[]): Promise<FhirPackages> {
  if (!Array.isArray(paths) || !paths.every(isText))
    throw new InvalidOptions(`loadPackages takes a list of paths, and was given ${nameOf(paths, isText)}`);
  const read = await Promise.all(paths.map(async (path) => Promise.resolve(readPackage(path))));
  const loaded: FhirPackages = { packages: read.map(({ name, version }) => ({ name, version })) };
  keepContents(loaded, read);
  return loaded;
}
