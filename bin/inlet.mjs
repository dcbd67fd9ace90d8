#!/usr/bin/env node
import '../tools/scripts/require-node.mjs';
import { compilationOf, compiledBefore } from '../tools/scripts/compiled-before.mjs';
import { spareMemory } from '../tools/scripts/spare-memory.mjs';

if (process.argv[2] === 'local') spareMemory();

const compilation = compilationOf(process.argv[2]);
const folder = compiledBefore(compilation) ?? (await compile().catch(cannotCompile));
process.getBuiltinModule('node:module').enableCompileCache(`${folder}/compile-cache`);
const { pathToFileURL } = process.getBuiltinModule('node:url');
const { endInWords, main } = await import(pathToFileURL(`${folder}/main.mjs`).href);
endInWords(process);
process.exitCode = await main(process.argv.slice(2), undefined, folder);

async function compile() {
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
