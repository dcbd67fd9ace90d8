import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PROJECT } from '../../build/index.ts';
import { generatePopulation } from '../../sample-population/index.ts';
import { tarFiles } from '../../../fhir/index.ts';

/** NDJSON files to measure with. */
export interface BenchData {
  what: string;
  files: readonly string[];
  bytes: number;
}

const SYNTHEA = join(PROJECT, '..', 'shared', 'data', 'synthea-r4.tar.gz');
const PATIENTS = 4000;

/** Real data of Synthea where this machine has it (63 MB, 16 types), else our own made-up population, in a folder. */
export function benchData(folder: string): BenchData {
  const there = join(folder, 'data');
  mkdirSync(there);
  const isReal = existsSync(SYNTHEA);
  if (isReal) {
    for (const { name, content } of tarFiles(gunzipSync(readFileSync(SYNTHEA))))
      if (name.endsWith('.ndjson')) writeFileSync(join(there, basename(name)), content);
  } else {
    for (const { name, lines } of generatePopulation({ patients: PATIENTS, errors: false }).files)
      writeFileSync(join(there, name), `${[...lines()].join('\n')}\n`);
  }
  const files = readdirSync(there).map((name) => join(there, name));
  return {
    what: isReal ? 'Synthea, 16 types' : 'our own population, 8 types',
    files,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
  };
}
