import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromRoot } from './plugins.mjs';

/** Why a version may not be published; undefined where the changelog has a section for it. */
export const unknownVersion = (version, changelog) =>
  changelog.split('\n').some((line) => line === `## ${version}` || line.startsWith(`## ${version} - `))
    ? undefined
    : `CHANGELOG.md says nothing of ${version}: what is "Unreleased" belongs below "## ${version} - <date>" (docs/releasing.md)`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (name) => readFileSync(fromRoot(name), 'utf8');
  const why = unknownVersion(JSON.parse(read('package.json')).version, read('CHANGELOG.md'));
  if (why !== undefined) console.error(why);
  process.exitCode = why === undefined ? 0 : 1;
}
