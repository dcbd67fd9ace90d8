import { InvalidOptions } from '../invalid-options.ts';
import type { FhirPackage } from '../../fhir/index.ts';
import type { FhirPackages } from './options.ts';

const contents = new WeakMap<FhirPackages, readonly FhirPackage[]>();

/** Keeps what was read of packages for as long as somebody has them, out of their sight. */
export const keepContents = (packages: FhirPackages, read: readonly FhirPackage[]): void => {
  contents.set(packages, read);
};

/** What `loadPackages` has read. @throws TypeError for what is not from there */
export function contentsOf(packages: FhirPackages): readonly FhirPackage[] {
  const read = contents.get(packages);
  if (!read) throw new InvalidOptions('packages must be what loadPackages returns, awaited');
  return read;
}
