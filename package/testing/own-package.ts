import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** In the package; in the repository `inlet package --stage local` has made it. */
const OWN = ['../../stage-local', '../../dist/local/package'];

/** Where stage `local` of Inlet itself is packaged. @throws Error where it is not */
export function ownPackage(): string {
  const folders = OWN.map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const folder = folders.find((each) => existsSync(each));
  if (folder === undefined) throw new Error('stage local is not packaged: inlet package --stage local');
  return folder;
}
