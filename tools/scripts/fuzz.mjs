import './require-node.mjs';
import importTypeScript from './import-typescript.cjs';

/** Fuzzes the validator: `npm run fuzz -- <lines> <seed>`; a million lines of the hour's seed without. */
const [lines = '1000000', seed = String(Math.floor(Date.now() / 3_600_000))] = process.argv.slice(2);
const { loadR4, openValidator, r4Folder } = await importTypeScript('fhir/index.ts');
const { fuzzValidator } = await importTypeScript('test/fhir/fuzz-validator.ts');

const folder = await r4Folder();
const validator = openValidator({ r4Folder: folder, packages: [], unknownProfiles: 'refuse' });
console.log(`${lines} mutated lines, seed ${seed}`);
const { refused, slowest } = fuzzValidator(loadR4(folder), validator, Number(lines), Number(seed));
console.log(`each got an answer: ${refused} refused; the slowest took ${slowest.toFixed(1)} ms`);
