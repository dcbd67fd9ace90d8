import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bundled = new Map<string, Promise<string>>();

/**
 * The file to start a worker thread from: the built `<name>.mjs` beside the built program; or, where the
 * program runs from its sources, the bundle that esbuild makes of `<name>.ts` in a temporary folder, once.
 */
export function workerFile(name: 'import-worker' | 'export-worker'): Promise<string> {
  const built = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  if (existsSync(built)) return Promise.resolve(built);
  let file = bundled.get(name);
  if (!file) bundled.set(name, (file = bundle(name)));
  return file;
}

async function bundle(name: string): Promise<string> {
  const { build } = await import('esbuild');
  const folder = mkdtempSync(join(tmpdir(), 'inlet-worker-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    logLevel: 'silent',
  });
  return outfile;
}
