import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildConsolePage } from './console-page.mjs';
import importTypeScript from './import-typescript.cjs';
import { doorOpener } from './through-doors.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const compiled = join(root, 'dist', 'cli');
const stamps = join(root, 'dist', 'cli-stamps');

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
  'local',
  'tools',
  'package.json',
  'tsconfig.json',
];

/** How many compilations are kept: commands that run beside each other may be of different sources. */
const KEEP = 4;

const WORKERS = [
  'fhir/pool/validate-worker.ts',
  'local/healthlake/imports/import-worker.ts',
  'local/healthlake/exports/export-worker.ts',
];

/** What is run: the command line, and the programs of the worker threads that it starts. */
const ENTRY_POINTS = ['cli/main.ts', ...WORKERS];

/** They find the compiled workers and the generated validator, which lie beside them in the compilation. */
const LOOK_BESIDE = ['fhir/pool/worker-file.ts', 'fhir/r4-folder.ts', 'cli/console/page-folder.ts'].map(
  (file) => join(root, file),
);

/** Sources look for their neighbours (schemas, templates) where they lie themselves, not where the bundle lies. */
const sourcePlaces = {
  name: 'source-places',
  setup({ onLoad }) {
    const throughDoors = doorOpener();
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (LOOK_BESIDE.includes(path)) return undefined;
      return {
        loader: 'ts',
        contents: throughDoors(readFileSync(path, 'utf8'), path)
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      };
    });
  },
};

/** Packages that are compiled in, with all that they need: to find and load their many files took most of a start. */
const COMPILED_IN = /^(@aws-sdk\/|ajv|fast-xml-parser|fastest-levenshtein|fflate|jose|p-map|picocolors)/;

/** Other packages stay where npm has put them. */
const packagesBeside = {
  name: 'packages-beside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
      COMPILED_IN.test(path) || relative(root, importer).startsWith('node_modules')
        ? undefined
        : { path, external: true },
    );
  },
};

/** Node's ES module of node:http loads undici too, a tenth of a start; what `require` gives loads it when asked. */
const httpWithoutUndici = {
  name: 'http-without-undici',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Compiles the command line to ES modules beside its packages, one for each command and worker thread, and returns
 * their folder, in which `main.mjs` is the first. The folder is named for the sources, so that unchanged ones are
 * compiled once, and a command never runs another one's half-written files.
 */
export async function compileCli() {
  const name = sourceHash();
  const folder = join(compiled, name);
  if (existsSync(folder)) return folder;
  const files = await bundle();
  if (sourceHash() !== name) return compileCli();

  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  for (const { path, contents } of files) writeFileSync(join(unfinished, basename(path)), contents);
  await addValidator(join(unfinished, 'fhir-r4'));
  await buildConsolePage(root, join(unfinished, 'console'));
  finish(unfinished, folder);
  removeOld();
  return folder;
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

/** Removes all but the newest compilations. */
function removeOld() {
  const made = (name) => statSync(join(compiled, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = readdirSync(compiled).sort((a, b) => made(b) - made(a));
  for (const old of newest.slice(KEEP)) rmSync(join(compiled, old), { recursive: true, force: true });
}

/**
 * A hash (hexadecimal) over the sources, and over where they lie: that is compiled in (see above). To read them all took
 * half of a short command; so it is remembered which hash they had, by size and times of each.
 */
function sourceHash() {
  const paths = SOURCES.flatMap(filesAt);
  const remembered = join(stamps, stampOf(paths));
  try {
    return readFileSync(remembered, 'utf8');
  } catch {
    const hash = contentHash(paths);
    mkdirSync(stamps, { recursive: true });
    for (const old of readdirSync(stamps)) rmSync(join(stamps, old), { force: true });
    // Whoever reads it meanwhile finds all of it, or nothing.
    writeFileSync(`${remembered}.${process.pid}`, hash);
    renameSync(`${remembered}.${process.pid}`, remembered);
    return hash;
  }
}

function contentHash(paths) {
  const hash = createHash('sha256').update(root);
  for (const path of paths) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}

/** What changes with each write of a source: the time of its last change cannot be set back. */
function stampOf(paths) {
  const hash = createHash('sha256').update(root);
  for (const path of paths) {
    const { size, mtimeMs, ctimeMs, ino } = statSync(join(root, path));
    hash.update(`\0${path}\0${size} ${mtimeMs} ${ctimeMs} ${ino}`);
  }
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

async function bundle() {
  const { build, stop } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: ENTRY_POINTS.map((file) => join(root, file)),
    entryNames: '[name]',
    outdir: compiled,
    mainFields: ['module', 'main'],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    outExtension: { '.js': '.mjs' },
    plugins: [httpWithoutUndici, packagesBeside, sourcePlaces],
    sourcemap: 'linked',
    write: false,
    logLevel: 'error',
  });
  // Its process would live, and take memory, as long as the command.
  await stop();
  return outputFiles;
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
