import { basename } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { environmentCredentialsPlugin } from './environment-credentials-plugin.ts';
import { sdkSchemasPlugin } from './sdk-schemas-plugin.ts';
import { openStageConfigPlugin, stageConfigPlugin } from './stage-config-plugin.ts';
import { tracingPlugin } from './tracing-plugin.ts';

/**
 * How a handler becomes a file for Lambda, chosen by measured cold starts (docs/architecture.md): CommonJS
 * (ESM loads undici through `node:http`), one file with the SDK in it, no source map to read at start, and no
 * dynamic imports, which would keep parts from being bundled.
 */
const FOR_LAMBDA: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  mainFields: ['module', 'main'],
  supported: { 'dynamic-import': false },
  minify: true,
  legalComments: 'none',
  sourcemap: false,
  charset: 'utf8',
  logLevel: 'silent',
};

/**
 * What of this project's files is in the bundles of the named handlers of stage local, without what no call reaches: name -> path from
 * the root -> text.
 */
export async function bundledSources(
  root: string,
  names: readonly string[],
): Promise<Map<string, Map<string, string>>> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...FOR_LAMBDA,
    minify: false,
    minifySyntax: true,
    absWorkingDir: root,
    entryPoints: names.map((name) => `handlers/${name}.ts`),
    outdir: 'dist',
    write: false,
    plugins: [stageConfigPlugin(root, 'local'), environmentCredentialsPlugin, sdkSchemasPlugin],
  });
  return new Map(outputFiles.map(({ path, text }) => [basename(path, '.cjs'), filesIn(text)]));
}

/** esbuild writes a file's path before its part of a bundle that is not minified. */
function filesIn(bundled: string): Map<string, string> {
  const parts = bundled.split(/^\/\/ (.+)$/m);
  const files = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2) {
    const path = parts[at] ?? '';
    if (/^(?:lib|handlers)\/.+\.ts$/.test(path))
      files.set(path, `${files.get(path) ?? ''}${parts[at + 1] ?? ''}`);
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The packages of others that are in the bundles of the named handlers of stage local, in order. */
export async function bundledPackages(root: string, names: readonly string[]): Promise<string[]> {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    ...FOR_LAMBDA,
    absWorkingDir: root,
    entryPoints: names.map((name) => `handlers/${name}.ts`),
    outdir: 'dist',
    write: false,
    metafile: true,
    plugins: [stageConfigPlugin(root, 'local'), environmentCredentialsPlugin, sdkSchemasPlugin],
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? file : [])),
  );
  // The last folder of packages counts: some bring others along in one of their own.
  const packages = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(packages)].sort();
}

/** Bundles the named handlers in memory: name -> file contents. Without a stage its configuration is left open; only traced ones hold a tracer. */
export async function bundle({
  root,
  stage,
  names,
  isTraced = false,
}: {
  root: string;
  stage?: string;
  names: readonly string[];
  isTraced?: boolean;
}): Promise<Map<string, Uint8Array>> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...FOR_LAMBDA,
    absWorkingDir: root,
    entryPoints: names.map((name) => `handlers/${name}.ts`),
    outdir: 'dist',
    write: false,
    plugins: [
      stage === undefined ? openStageConfigPlugin : stageConfigPlugin(root, stage),
      environmentCredentialsPlugin,
      sdkSchemasPlugin,
      ...(isTraced ? [tracingPlugin] : []),
    ],
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path, '.cjs'), contents]));
}
