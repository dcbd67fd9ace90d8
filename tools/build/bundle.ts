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
