import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const bundled = new Map<string, Promise<URL>>();

/**
 * What a worker thread is started from: the `<name>.mjs` that is compiled beside the command line. Where the
 * program runs from its sources, it is a data: URL with the bundle of `<name>.ts`, made once per process: no file
 * is written that a killed process would leave behind.
 * @param source of the thread's program, a file: URL
 */
export function workerFile(source: string): Promise<URL> {
  const compiled = new URL(`./${basename(source, '.ts')}.mjs`, import.meta.url);
  if (existsSync(compiled)) return Promise.resolve(compiled);
  const known = bundled.get(source);
  if (known) return known;
  const file = bundle(fileURLToPath(source));
  bundled.set(source, file);
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
