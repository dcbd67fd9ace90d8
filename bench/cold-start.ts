import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildFunctions } from '../cli/build/build-functions.ts';
import { median, report } from './report.ts';

const RUNS = 15;

/** What the functions find in their environment; nothing answers there, so only loading is measured. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  STAGE: 'local',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Inlet',
  SMART_ROLE_ARN: 'arn:aws:iam::000000000000:role/x',
  ...Object.fromEntries(
    [
      'LEDGER_TABLE',
      'IDEMPOTENCY_TABLE',
      'BUS_NAME',
      'INBOX_BUCKET',
      'WORK_BUCKET',
      'RESULTS_BUCKET',
      'DATASTORE_ID',
      'DATA_ACCESS_ROLE_ARN',
      'KMS_KEY_ARN',
    ].map((name) => [name, 'x']),
  ),
};

/** Whole-process time to load a bundle until its handler is there, in milliseconds. */
function load(file: string): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['-e', `if (!require(${JSON.stringify(file)}).handler) process.exit(1); process.exit(0)`],
    {
      env: ENVIRONMENT,
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${file}: ${stderr}`);
  return performance.now() - begun;
}

/** How long each function's bundle takes to load in a fresh process, beside a handler that does nothing. */
export async function coldStart(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-bench-'));
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, 'exports.handler = async () => ({});');
  const { functions } = await buildFunctions({ stage: 'local' });
  const names = new Map([
    ['empty', empty],
    ...functions.map(({ name, file }): [string, string] => [name, resolve(file)]),
  ]);
  const samples = new Map([...names.keys()].map((name) => [name, [] as number[]]));
  for (let run = 0; run < RUNS; run += 1) {
    for (const [name, file] of names) samples.get(name)?.push(load(file));
  }
  rmSync(folder, { recursive: true, force: true });
  const yardstick = median(samples.get('empty') ?? []);
  report(
    'cold start: process start to handler loaded',
    'an empty handler',
    functions.map(({ name, file }) => [
      `${name}, ${Math.round(statSync(file).size / 1000)} kB`,
      median(samples.get(name) ?? []) / yardstick,
    ]),
  );
}
