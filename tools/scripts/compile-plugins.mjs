import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ALL } from './compiled-before.mjs';
import { doorOpener } from './through-doors.mjs';

const root = dirname(dirname(import.meta.dirname));

export const MAIN = 'cli/main.ts';

/** How a source names the program of a worker thread. */
const WORKER = /new URL\('\.\/([\w-]+-worker\.ts)', import\.meta\.url\)/g;

/** They find the compiled workers, the generated validator and the console's page, which lie beside them in the compilation. */
export const R4_FOLDER = 'fhir/r4-folder.ts';
export const PAGE_FOLDER = 'cli/console/page-folder.ts';
const LOOK_BESIDE = ['fhir/pool/worker-file.ts', R4_FOLDER, PAGE_FOLDER].map((file) => join(root, file));

/** As the repository compiles: sources look for their neighbours where they lie themselves, not where the bundle lies. */
const WHERE_THEY_LIE = {
  folder: (path) => JSON.stringify(dirname(path)),
  file: (path) => JSON.stringify(pathToFileURL(path).href),
};

/**
 * Sources look for their neighbours (schemas, templates) where `places` says.
 * @param workers the programs of threads that sources name are added to it
 * @param together changes the source of `main`
 */
export const sourcePlaces = (workers, together = (read) => read, places = WHERE_THEY_LIE) => ({
  name: 'source-places',
  setup({ onLoad }) {
    const throughDoors = doorOpener();
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const read = readFileSync(path, 'utf8');
      const source = path === join(root, MAIN) ? together(read) : read;
      for (const [, name] of source.matchAll(WORKER)) workers.add(join(dirname(path), name));
      if (LOOK_BESIDE.includes(path)) return undefined;
      return {
        loader: 'ts',
        contents: throughDoors(source, path).replaceAll(/import\.meta\.(dirname|url)/g, (_, member) =>
          member === 'url' ? places.file(path) : places.folder(path),
        ),
      };
    });
  },
});

/**
 * Has `main` load the command that is compiled together with itself, and none of the others: few and whole files load soonest.
 * Returns what changes the source of `main`, and the plugin that leaves the others out.
 */
function withOneCommand(compilation) {
  const path = `./commands/${compilation}.ts`;
  const plugin = {
    name: 'one-command',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/commands\// }, (other) =>
        compilation === ALL || other.path === path || other.importer !== join(root, MAIN)
          ? undefined
          : { path: other.path, external: true },
      );
    },
  };
  const together = (source) =>
    source.includes(`await import('${path}')`)
      ? `import * as itsCommand from '${path}'; ${source.replace(`await import('${path}')`, 'itsCommand')}`
      : source;
  return { plugin, together };
}

/** Packages that are compiled in, with all that they need: to find and load their many files took most of a start. */
const COMPILED_IN = /^(@aws-sdk\/|ajv|fast-xml-parser|fastest-levenshtein|fflate|jose|p-map|picocolors)/;

/** Other packages stay where npm has put them. */
const packagesBeside = {
  name: 'packages-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
      COMPILED_IN.test(path) || relative(root, importer).startsWith('node_modules')
        ? undefined
        : { path, external: true },
    );
  },
};

/**
 * Node's own modules as the program asks for them, without the ES modules that Node makes of them: those load whatever a name of theirs
 * stands for, asked for or not (node:http undici, node:fs streams), which took a third of a short command.
 */
export const builtinsAsAsked = {
  name: 'builtins-as-asked',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin', sideEffects: false }));
    onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => {
      const isName = (name) => /^[A-Za-z_]\w*$/.test(name) && name !== 'default';
      const names = Object.keys(process.getBuiltinModule(path)).filter(isName);
      return {
        contents: [
          `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
          'export default builtin;',
          // What nobody imports is left out.
          'const named = (name) => builtin[name];',
          ...names.map(
            (name) => `const _${name} = /* @__PURE__ */ named('${name}'); export { _${name} as ${name} };`,
          ),
        ].join('\n'),
      };
    });
  },
};

/**
 * How esbuild compiles the command line.
 * @param workers the programs of threads that sources name are added to it
 */
export function compilePlugins(compilation, workers) {
  const { plugin, together } = withOneCommand(compilation);
  return [plugin, builtinsAsAsked, packagesBeside, sourcePlaces(workers, together)];
}
