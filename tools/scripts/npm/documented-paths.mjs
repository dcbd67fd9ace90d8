import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromRoot } from './plugins.mjs';

const PATH = /(?<!node_modules\/)\bhealthlake-inlet\/([\w-]+(?:\.json)?)/g;
const IMPORT = /(?:import|const) (?:type )?\{([^}]*)\} (?:from|= require\() ?'healthlake-inlet\/([\w-]+)'/g;

/**
 * What pages name of the package that it does not export: paths, and names that are imported from one.
 * @param pages texts by their files' names
 * @param exported the names of each path
 */
export function wrongPaths(pages, exported) {
  return Object.entries(pages).flatMap(([page, text]) => [
    ...[...text.matchAll(PATH)]
      .filter(([, path]) => exported[path] === undefined)
      .map(([, path]) => `${page}: healthlake-inlet/${path} is not exported`),
    ...[...text.matchAll(IMPORT)].flatMap(([, names, path]) =>
      names
        .split(',')
        .map((name) =>
          name
            .trim()
            .split(' as ')[0]
            .replace(/^type /, ''),
        )
        .filter((name) => name !== '' && exported[path]?.includes(name) === false)
        .map((name) => `${page}: healthlake-inlet/${path} does not export ${name}`),
    ),
  ]);
}

/** By the manifest, and by the sources of the doors: names of values and of types. */
export function exportedNames() {
  const { exports } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  return Object.fromEntries(
    Object.keys(exports).map((path) => {
      const name = path.slice('./'.length);
      const source = fromRoot('package', `${name}.ts`);
      const text = existsSync(source) ? readFileSync(source, 'utf8') : '';
      const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)];
      return [name, lists.flatMap(([, list]) => list.split(',').map((item) => item.trim())).filter(Boolean)];
    }),
  );
}

/** Every page of the documentation and every example, by its path. */
export function documentation() {
  const files = ['docs', 'examples'].flatMap((folder) =>
    readdirSync(fromRoot(folder), { recursive: true })
      .filter((name) => /\.(md|ts|mjs)$/.test(name))
      .map((name) => join(folder, name)),
  );
  return Object.fromEntries(
    ['README.md', ...files].map((file) => [file, readFileSync(fromRoot(file), 'utf8')]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wrong = wrongPaths(documentation(), exportedNames());
  for (const line of wrong) console.error(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
