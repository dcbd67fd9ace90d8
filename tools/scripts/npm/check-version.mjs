import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromRoot } from './plugins.mjs';

/** Why a version may not be published; undefined where the changelog has a section for it. */
export const unknownVersion = (version, changelog) =>
  changelog.split('\n').some((line) => line === `## ${version}` || line.startsWith(`## ${version} - `))
    ? undefined
    : `CHANGELOG.md says nothing of ${version}: what is "Unreleased" belongs below "## ${version} - <date>" (docs/releasing.md)`;

/** Why npm would refuse to state where a version was built: it compares `repository` with the workflow's (npm Docs, "Generating provenance statements"). */
export const unknownOrigin = ({ publishConfig, repository }) =>
  publishConfig?.provenance === true && repository === undefined
    ? 'package.json has no "repository": npm states where a package was built only if that is the repository of the workflow (docs/releasing.md)'
    : undefined;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (name) => readFileSync(fromRoot(name), 'utf8');
  const manifest = JSON.parse(read('package.json'));
  const reasons = [unknownVersion(manifest.version, read('CHANGELOG.md')), unknownOrigin(manifest)];
  for (const why of reasons) if (why !== undefined) console.error(why);
  process.exitCode = reasons.every((why) => why === undefined) ? 0 : 1;
}
