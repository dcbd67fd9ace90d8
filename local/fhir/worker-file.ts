import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type WorkerName = 'import-worker' | 'judge-worker' | 'export-worker';

const bundled = new Map<WorkerName, Promise<URL>>();

/**
 * What a worker thread is started from: the `<name>.mjs` that is compiled beside the command line. Where the
 * program runs from its sources, it is a data: URL with the bundle of `<name>.ts`, made once per process: no file
 * is written that a killed process would leave behind.
 */
export function workerFile(name: WorkerName): Promise<URL> {
  const compiled = new URL(`./${name}.mjs`, import.meta.url);
  if (existsSync(compiled)) return Promise.resolve(compiled);
  const known = bundled.get(name);
  if (known) return known;
  const file = bundle(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
  bundled.set(name, file);
  return file;
}

async function bundle(entryPoint: string): Promise<URL> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    write: false,
    logLevel: 'silent',
  });
  const program = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  return new URL(`data:text/javascript;base64,${program}`);
}
