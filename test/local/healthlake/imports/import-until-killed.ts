// A process of its own that is killed within an import: node import-until-killed.ts <state folder> <input file> <resources>
import { readFileSync, writeSync } from 'node:fs';
import { startHealthLake } from '../running.ts';

const [stateFolder = '', input = '', resources] = process.argv.slice(2);
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
  if (progress === undefined || progress.resources < Number(resources)) return;
  writeSync(1, String(progress.resources));
  process.kill(process.pid, 'SIGKILL');
}, 1);
