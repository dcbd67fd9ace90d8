import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist', 'cli');

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
 * Compiles the command line to one ES module beside its packages and returns its URL. The file is named for its
 * content, so that a command never runs another one's half-written file; compiling takes a tenth of a second.
 */
export async function compileCli() {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'cli', 'main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    packages: 'external',
    plugins: [sourcePlaces],
    sourcemap: 'inline',
    write: false,
    logLevel: 'error',
  });
  // Its process would live, and take memory, as long as the command.
  await stop();
  const bytes = outputFiles[0].contents;
  const name = `inlet-${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.mjs`;
  const file = join(folder, name);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, file);
    const others = readdirSync(folder).filter((other) => other !== name);
    for (const other of others.slice(0, -KEEP)) rmSync(join(folder, other), { force: true });
  }
  return pathToFileURL(file).href;
}
