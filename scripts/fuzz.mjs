import './require-node.mjs';
import importTypeScript from './import-typescript.cjs';

/** Fuzzes the validator: `npm run fuzz -- <lines> <seed>`; a million lines of the hour's seed without. */
const [lines = '1000000', seed = String(Math.floor(Date.now() / 3_600_000))] = process.argv.slice(2);
const { createValidator } = await importTypeScript('local/fhir/validate.ts');
const { loadR4, r4Folder } = await importTypeScript('local/fhir/validator/r4.ts');
const { fuzzValidator } = await importTypeScript('test/local/fhir/fuzz-validator.ts');

const r4 = loadR4(await r4Folder());
console.log(`${lines} mutated lines, seed ${seed}`);
const { refused, slowest } = fuzzValidator(r4, createValidator(r4), Number(lines), Number(seed));
console.log(`each got an answer: ${refused} refused; the slowest took ${slowest.toFixed(1)} ms`);
