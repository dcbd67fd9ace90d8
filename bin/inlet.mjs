#!/usr/bin/env node
import nodeModule from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '../tools/scripts/require-node.mjs';
import { compiledCli } from '../tools/scripts/compiled-cli.mjs';
import { spareMemory } from '../tools/scripts/spare-memory.mjs';

if (process.argv[2] === 'local') spareMemory();

const folder = await compiledCli().catch(cannotCompile);
nodeModule.enableCompileCache(join(folder, 'compile-cache'));
const { endInWords, main } = await import(pathToFileURL(join(folder, 'main.mjs')).href);
endInWords(process);
process.exitCode = await main(process.argv.slice(2), undefined, folder);

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
