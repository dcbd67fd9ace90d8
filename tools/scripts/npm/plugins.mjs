import { dirname, join, relative } from 'node:path';

const root = dirname(dirname(dirname(import.meta.dirname)));

/** Sources look for their neighbours in the same places of the package, which has the programs in a folder beside them. */
export const PACKAGE_PLACES = {
  folder: (path) => `process.getBuiltinModule('node:url').fileURLToPath(${urlOf(dirname(path))})`,
  file: (path) => `${urlOf(path)}.href`,
};

const urlOf = (path) => `new URL(${JSON.stringify(`../${relative(root, path)}`)}, import.meta.url)`;

/** What needs the sources, or packages that only they need: nothing of the package leads there. */
const OF_REPOSITORY = /\/commands\/(bench|build|generate)\.ts$/;

/** What makes the tables of FHIR, which are in the package: whoever bundles its programs once more has no such file. */
const BUILD_R4 = /\/build\/build-r4\.ts$/;

/** Packages that whoever installs this one gets with it; all others are compiled in. */
export const packagesBeside = (names) => ({
  name: 'packages-beside',
  setup({ onResolve }) {
    onResolve({ filter: OF_REPOSITORY }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: BUILD_R4 }, () => ({ path: fromRoot('package/fhir/without-sources.ts') }));
    onResolve({ filter: /^[^./]/ }, ({ path }) =>
      names.some((name) => path === name || path.startsWith(`${name}/`))
        ? { path, external: true }
        : undefined,
    );
  },
});

export const fromRoot = (...names) => join(root, ...names);
