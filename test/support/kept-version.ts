import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tarFiles } from '../../fhir/packages/tar.ts';

/** Versions of Inlet that were kept, an archive each (tools/scripts/keep-version.mjs). */
export const KEPT_VERSIONS = join(import.meta.dirname, '..', 'fixtures', 'versions');

/** Unpacks a kept version: `package/`, `state/` and `answers.json`. */
export function unpackVersion(archive: string, folder: string): void {
  for (const { name, content } of tarFiles(gunzipSync(readFileSync(join(KEPT_VERSIONS, archive))))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, name), content);
  }
}
