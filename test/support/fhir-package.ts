import { writeFileSync } from 'node:fs';
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
