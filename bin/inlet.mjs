#!/usr/bin/env node
import '../tools/scripts/require-node.mjs';
import { compilationOf, compiledBefore } from '../tools/scripts/compiled-before.mjs';

// Node 22 says of its SQLite that it is experimental, which nobody who runs a command can do anything about.
const { emitWarning } = process;
process.emitWarning = (warning, ...more) => {
  if (!String(warning).startsWith('SQLite is an experimental feature'))
    emitWarning.call(process, warning, ...more);
};

// Loaded only here: short commands would wait for it.
if (process.argv[2] === 'local') (await import('../tools/scripts/spare-memory.mjs')).spareMemory();

const folder = packedProgram() ?? (await compiledProgram());
process.getBuiltinModule('node:module').enableCompileCache(`${folder}/compile-cache`);
const { pathToFileURL } = process.getBuiltinModule('node:url');
const { endInWords, fitTo, main } = await import(pathToFileURL(`${folder}/main.mjs`).href);
endInWords(process);
fitTo(() => process.stdout.columns);
process.exitCode = await main(process.argv.slice(2), undefined, folder);

/** The installed package brings it; the repository may have one for the next package, and does not run it. */
function packedProgram() {
  const { existsSync } = process.getBuiltinModule('node:fs');
  const root = `${import.meta.dirname}/..`;
  return existsSync(`${root}/cli/main.ts`) ? undefined : `${root}/dist/npm/cli`;
}

async function compiledProgram() {
  // A command's own compilation loads it whole, for a text that is kept.
  const isHelp = process.argv.some((arg) => arg === '--help' || arg === '-h');
  const compilation = compilationOf(isHelp ? undefined : process.argv[2]);
  return compiledBefore(compilation) ?? (await compile(compilation).catch(cannotCompile));
}

async function compile(compilation) {
  const { compileCli } = await import('../tools/scripts/compile-cli.mjs');
  return compileCli(compilation);
}

/** Before the command line is compiled nothing of it can word an error. */
function cannotCompile(error) {
  const isMissing = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND';
  const isOfFile = typeof error.path === 'string' && typeof error.code === 'string';
  if (!isMissing && !isOfFile) throw error;
  console.error(
    isMissing
      ? 'inlet: its packages are missing: run npm ci in its folder first'
      : `inlet: it is compiled into dist/ of its own folder, and ${error.path} cannot be used (${error.code}): see that this user may write there and that there is room`,
  );
  process.exit(1);
}
