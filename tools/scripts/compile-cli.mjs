import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAIN, PAGE_FOLDER, R4_FOLDER, compilePlugins } from './compile-plugins.mjs';
import { takeTurn } from './compile-turn.mjs';
import { isWhole, rememberCompiled, stampOf } from './compiled-before.mjs';
import { buildConsolePage } from './console-page.mjs';
import importTypeScript from './import-typescript.cjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const compiled = join(root, 'dist', 'cli');

/** Everything that can end up in the command line or shape it. */
const SOURCES = [
  'test/support',
  'cli',
  'config',
  'console',
  'errors',
  'events',
  'fhir',
  'lib',
  'verify',
  'local',
  'tools',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** In a compilation: what it is made of. */
const INPUTS = 'inputs.json';

/** How many compilations of a command are kept: those that run beside each other may be of different sources. */
const KEEP = 2;

/** What shapes a compilation without being in it. */
const SHAPES = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  ...['compile-cli', 'compile-plugins', 'compiled-before', 'console-page', 'through-doors'].map(
    (name) => `tools/scripts/${name}.mjs`,
  ),
];

/**
 * Compiles a command to ES modules beside its packages, one more for each worker thread, and returns their folder, in which
 * `main.mjs` is the first. The folder is named for the sources, so that unchanged ones are compiled once, and a command never
 * runs another one's half-written files. What it is made of is remembered for `compiledBefore`.
 * @param compilation the name of a command, or ALL
 */
export async function compileCli(compilation) {
  const paths = SOURCES.flatMap(filesAt);
  const stamps = paths.map(stampOf);
  const hash = contentHash(paths);
  const folder = join(compiled, `${compilation}-${hash}`);
  if (!isWhole(folder)) {
    mkdirSync(compiled, { recursive: true });
    // Of processes that begin together one compiles, and the others wait for that.
    const endTurn = takeTurn(join(compiled, `${compilation}.lock`));
    try {
      if (!isWhole(folder)) await make(compilation, folder, hash);
    } finally {
      endTurn();
    }
    // A source was written meanwhile.
    if (!isWhole(folder)) return compileCli(compilation);
  }
  const own = new Set(JSON.parse(readFileSync(join(folder, INPUTS), 'utf8')));
  const ownStamps = stamps.filter(([path]) => own.has(path));
  rememberCompiled(compilation, folder, ownStamps);
  return folder;
}

/** Makes a compilation, unless its sources are not those of this hash any more when it is made. */
async function make(compilation, folder, hash) {
  const { outputFiles, metafile } = await bundle(compilation);
  if (contentHash(SOURCES.flatMap(filesAt)) !== hash) return;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const { path, contents } of outputFiles) writeFileSync(join(unfinished, basename(path)), contents);
  const inputs = Object.keys(metafile.inputs);
  const pages = inputs.includes(PAGE_FOLDER) ? filesAt('console/page') : [];
  writeFileSync(
    join(unfinished, INPUTS),
    JSON.stringify([...SHAPES, ...inputs, ...pages, ...inputs.flatMap(doorsTo)]),
  );
  if (pages.length > 0) await buildConsolePage(root, join(unfinished, 'console'));
  if (inputs.includes(R4_FOLDER)) await addValidator(join(unfinished, 'fhir-r4'));
  finish(unfinished, folder);
  removeOld(compiled, compilation, basename(folder));
}

/** Imports go through the doors of rooms when they are compiled, so that these are in no compilation. */
function doorsTo(path) {
  const doors = [];
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder))
    doors.push(join(folder, 'index.ts'));
  return doors;
}

/** Without the definitions the command line is compiled all the same: commands that need the validator then say so. */
async function addValidator(folder) {
  const { buildR4 } = await importTypeScript('fhir/build/index.ts');
  try {
    cpSync(await buildR4(), folder, { recursive: true });
  } catch (error) {
    if (error.name !== 'DefinitionsMissing') throw error;
  }
}

/**
 * Removes all but the newest of a compilation: never the one that was just made, nor what another process still writes
 * (which has that process's number at its end, and is left from a killed one after an hour).
 */
export function removeOld(compiled, compilation, justMade) {
  const made = (name) => statSync(join(compiled, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const remove = (name) => rmSync(join(compiled, name), { recursive: true, force: true });
  const others = readdirSync(compiled).filter(
    (name) => name.startsWith(`${compilation}-`) && name !== justMade,
  );
  const isUnfinished = (name) => extname(name) !== '';
  const finished = others.filter((name) => !isUnfinished(name)).sort((a, b) => made(b) - made(a));
  finished.slice(KEEP - 1).forEach(remove);
  others.filter((name) => isUnfinished(name) && made(name) < Date.now() - 3_600_000).forEach(remove);
}

/** A hash (hexadecimal) over the sources, and over where they lie: that is compiled in (see above). */
function contentHash(paths) {
  const hash = createHash('sha256').update(root);
  for (const path of paths) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}

/** The file itself, or every file below the folder; relative to the project, in one order. */
const filesAt = (path) =>
  extname(path) !== ''
    ? [path]
    : readdirSync(join(root, path), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
        .sort();

async function bundle(compilation) {
  const { build, stop } = await import('esbuild');
  const workers = new Set();
  const bundled = () =>
    build({
      entryPoints: [MAIN, ...[...workers].map((path) => relative(root, path))],
      entryNames: '[name]',
      outdir: compiled,
      absWorkingDir: root,
      mainFields: ['module', 'main'],
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      outExtension: { '.js': '.mjs' },
      plugins: compilePlugins(compilation, workers),
      sourcemap: 'linked',
      metafile: true,
      write: false,
      logLevel: 'error',
    });
  let result = await bundled();
  // The programs of its threads are known then.
  for (let known = 0; known < workers.size;) {
    known = workers.size;
    result = await bundled();
  }
  // Its process would live, and take memory, as long as the command.
  await stop();
  return result;
}

/** Gives the folder its name, unless another process has done so in the meantime. */
export function finish(unfinished, folder) {
  // What is not whole was removed while a process that ran from it kept its compile cache there.
  if (!isWhole(folder)) rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!isWhole(folder)) throw error;
    rmSync(unfinished, { recursive: true, force: true });
  }
}
