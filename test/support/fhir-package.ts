import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarArchive } from './tar-archive.ts';

/** Writes a FHIR package with these resources, as a registry would give it out. */
export function writePackage(
  path: string,
  name: string,
  version: string,
  resources: readonly object[],
): string {
  const files = resources.map((resource, index): [string, string] => [
    `package/Resource-${index}.json`,
    JSON.stringify(resource),
  ]);
  writeFileSync(
    path,
    gzipSync(tarArchive([['package/package.json', JSON.stringify({ name, version })], ...files])),
  );
  return path;
}

/** A profile of Patient, which may have no name, that only its version 2.0.0 is there of. */
export const VERSIONED = 'http://example.org/versioned';

export const versionedPackage = (folder: string): string =>
  writePackage(join(folder, 'versioned.tgz'), 'example', '2.0.0', [
    {
      resourceType: 'StructureDefinition',
      url: VERSIONED,
      version: '2.0.0',
      type: 'Patient',
      derivation: 'constraint',
      snapshot: {
        element: [
          { id: 'Patient', path: 'Patient' },
          { id: 'Patient.name', path: 'Patient.name', max: '0' },
        ],
      },
    },
  ]);
