import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { MAIN, builtinsAsAsked, sourcePlaces } from '../compile-plugins.mjs';
import { packagesIn } from './notices.mjs';
import { PACKAGE_PLACES, fromRoot, packagesBeside } from './plugins.mjs';

/** Of everything in the package. */
export const COMPILATION = {
  absWorkingDir: fromRoot(),
  mainFields: ['module', 'main'],
  bundle: true,
  metafile: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  outExtension: { '.js': '.mjs' },
  logLevel: 'error',
};

/** Compiles the command line, the threads that it and the door `testing` start, and what the Serverless plugin asks of tools/build. @returns the packages in it */
export async function compilePrograms(outdir) {
  const workers = new Set();
  const compile = (write) =>
    build({
      ...COMPILATION,
      entryPoints: [
        { in: MAIN, out: 'main' },
        { in: 'tools/build/index.ts', out: 'tools-build' },
        'package/testing/testing-host.ts',
        ...[...workers],
      ],
      entryNames: '[name]',
      outdir,
      target: 'node22',
      write,
      plugins: [
        builtinsAsAsked,
        packagesBeside(['dynalite', 'esbuild']),
        sourcePlaces(workers, undefined, PACKAGE_PLACES),
      ],
    });
  // The programs of its threads are known then.
  await compile(false);
  return packagesIn((await compile(true)).metafile);
}

/** Node of the service's folder finds these two, whatever is installed there. */
export async function compileServerlessPlugin(outdir) {
  const { metafile } = await build({
    ...COMPILATION,
    splitting: false,
    entryPoints: ['tools/scripts/serverless-plugin.mjs'],
    outdir,
    target: 'node20',
    external: ['./import-typescript.cjs'],
  });
  cpSync(fromRoot('tools/scripts/stage-values.cjs'), join(outdir, 'stage-values.cjs'));
  cpSync(fromRoot('tools/scripts/npm/import-compiled.cjs'), join(outdir, 'import-typescript.cjs'));
  return packagesIn(metafile);
}
