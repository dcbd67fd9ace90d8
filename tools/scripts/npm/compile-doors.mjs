import { build } from 'esbuild';
import { sourcePlaces } from '../compile-plugins.mjs';
import { COMPILATION } from './compile-programs.mjs';
import { packagesIn } from './notices.mjs';
import { PACKAGE_PLACES, packagesBeside } from './plugins.mjs';

/** What others import from the package, `healthlake-inlet/<name>`. */
export const DOORS = ['events', 'fhir', 'identity', 'testing'];

/**
 * Compiles the doors twice: as ES modules, and as CommonJS for those whose tests or bundlers do not take these. They run on
 * Node 20, so Node's own modules are imported as ever. jose stays beside the ES modules, to be kept up to date by whoever has it. It is an
 * ES module alone, which jest's CommonJS does not load: the CommonJS door has it within.
 * @returns the packages in them
 */
export async function compileDoors(outdir) {
  const settings = {
    ...COMPILATION,
    entryPoints: DOORS.map((name) => `package/${name}.ts`),
    outdir,
    target: 'node20',
  };
  const plugins = (...beside) => [packagesBeside(beside), sourcePlaces(new Set(), undefined, PACKAGE_PLACES)];
  const modules = await build({ ...settings, plugins: plugins('jose', 'dynalite', 'esbuild') });
  const commonJs = await build({
    ...settings,
    plugins: plugins('dynalite', 'esbuild'),
    splitting: false,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': 'fileUrl', 'import.meta.dirname': '__dirname' },
    banner: { js: 'const fileUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  return [modules, commonJs].flatMap(({ metafile }) => packagesIn(metafile));
}
