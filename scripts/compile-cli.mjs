import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = join(root, 'dist', 'cli');

/** How many compilations are kept: commands that run beside each other may be of different sources. */
const KEEP = 4;

/** Sources look for their neighbours (schemas, workers) where they lie themselves, not where the bundle lies. */
const sourcePlaces = {
  name: 'source-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

/**
 * Compiles the command line to ES modules beside its packages, one for each command, and returns the first one's
 * URL. Their folder is named for their content, so that a command never runs another one's half-written files;
 * compiling takes a tenth of a second.
 */
export async function compileCli() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'cli', 'main.ts')],
    outdir: compiled,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    plugins: [sourcePlaces],
    sourcemap: 'inline',
    write: false,
    logLevel: 'error',
  });
  // Its process would live, and take memory, as long as the command.
  await stop();
  const hash = createHash('sha256');
  for (const { path, contents } of outputFiles) hash.update(basename(path)).update(contents);
  const name = hash.digest('hex').slice(0, 16);
  const folder = join(compiled, name);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    for (const { path, contents } of outputFiles) writeFileSync(join(unfinished, basename(path)), contents);
    finish(unfinished, folder);
    const others = readdirSync(compiled).filter((other) => other !== name);
    for (const other of others.slice(0, -KEEP))
      rmSync(join(compiled, other), { recursive: true, force: true });
  }
  return pathToFileURL(join(folder, 'main.mjs')).href;
}

/** Gives the folder its name, unless another process has done so in the meantime. */
function finish(unfinished, folder) {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}
