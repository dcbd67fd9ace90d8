#!/usr/bin/env node
import '../scripts/require-node.mjs';
import { compileCli } from '../scripts/compile-cli.mjs';

const { main } = await import(await compileCli());
process.exitCode = await main(process.argv.slice(2));
