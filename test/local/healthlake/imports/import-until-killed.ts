// A process of its own for the test that kills it: node import-until-killed.ts <state folder> <input file>
import { readFileSync } from 'node:fs';
import { startHealthLake } from '../running.ts';

const [stateFolder = '', input = ''] = process.argv.slice(2);
const running = await startHealthLake({
  stateFolder,
  isTimeReal: true,
  prepare: (s3) => {
    s3.put('s3://inbox/drop/Patient.ndjson', readFileSync(input));
  },
});
if (running.healthlake.jobs().length === 0) await running.startImport();
setInterval(() => {
  const [progress] = running.healthlake.progress();
  if (progress) process.stdout.write(`${progress.resources}\n`);
}, 1);
