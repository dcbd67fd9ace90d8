import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledPackages } from '../../build/index.ts';
import { row, table } from '../markdown-table.ts';
import { HANDLERS } from './permissions.ts';

/** From the root of the repository. */
export const licenceDocsPath = 'docs/licences.md';

const HEAD = `<!-- Generated from the bundles of the functions and package.json by \`npm run generate\`; edit tools/generate/audit/licence-docs.ts instead. -->

# Licences

Inlet itself is under the [Apache License 2.0](../LICENSE). What of others is deployed or installed with it, by their own package.json. The SBOM (CycloneDX) has all of it with hashes, and
what is compiled into the npm package: \`npm sbom --sbom-format cyclonedx\` ([package.md](package.md#for-an-auditor)). The texts of
the licences go with the package, in \`dist/npm/THIRD-PARTY-NOTICES.txt\`.
`;

interface Package {
  name: string;
  version: string;
  license?: string;
  dependencies?: Readonly<Record<string, string>>;
}

/** The page about the licences of what is shipped. `root` is the repository's folder. */
export async function licenceDocs(root: URL): Promise<string> {
  const read = (folder: string): Package =>
    JSON.parse(readFileSync(new URL(`${folder}/package.json`, root), 'utf8')) as Package;
  const rowsOf = (folders: readonly string[]): string[] =>
    folders.map(read).map(({ name, version, license }) => row([name, version, license ?? 'not said']));
  const inFunctions = await bundledPackages(fileURLToPath(root), Object.values(HANDLERS));
  const { dependencies = {} } = read('.');
  const headings = ['Package', 'Version', 'Licence'];
  return [
    HEAD,
    `## In the functions\n\n${table(headings, rowsOf(inFunctions))}`,
    `## Installed with the npm package\n\n${table(headings, rowsOf(Object.keys(dependencies).map((name) => `node_modules/${name}`)))}`,
  ].join('\n');
}
