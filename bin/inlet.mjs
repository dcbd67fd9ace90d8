#!/usr/bin/env node
import nodeModule from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import '../tools/scripts/require-node.mjs';
import { compileCli } from '../tools/scripts/compile-cli.mjs';
import { spareMemory } from '../tools/scripts/spare-memory.mjs';

if (process.argv[2] === 'local') spareMemory();

const folder = await compileCli();
nodeModule.enableCompileCache(join(folder, 'compile-cache'));
const { main } = await import(pathToFileURL(join(folder, 'main.mjs')).href);
process.exitCode = await main(process.argv.slice(2));
