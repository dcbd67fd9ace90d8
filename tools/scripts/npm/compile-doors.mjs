import { build } from 'esbuild';
import { sourcePlaces } from '../compile-plugins.mjs';
import { COMPILATION } from './compile-programs.mjs';
import { PACKAGE_PLACES, packagesBeside } from './plugins.mjs';

/** What others import from the package, `healthlake-inlet/<name>`. */
export const DOORS = ['events', 'fhir', 'identity', 'testing'];

/**
 * Compiles the doors twice: as ES modules, and as CommonJS for those whose tests or bundlers do not take these. They run on
 * Node 20, so Node's own modules are imported as ever. jose stays beside them, to be kept up to date by whoever has it.
 */
export async function compileDoors(outdir) {
  const settings = {
    ...COMPILATION,
    entryPoints: DOORS.map((name) => `package/${name}.ts`),
    outdir,
    target: 'node20',
    plugins: [
      packagesBeside(['jose', 'dynalite', 'esbuild']),
      sourcePlaces(new Set(), undefined, PACKAGE_PLACES),
    ],
  };
  await build(settings);
  await build({
    ...settings,
    splitting: false,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    define: { 'import.meta.url': 'fileUrl' },
    banner: { js: 'const fileUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
}
