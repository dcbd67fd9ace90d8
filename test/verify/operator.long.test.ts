import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { VerifyRecord } from '../../verify/index.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { temporaryFolder, until } from '../support/cloud.ts';
import type { InletProcess } from '../support/inlet-process.ts';
import { startInlet } from '../support/inlet-process.ts';
import { expectNoNames, leftBehind, named, startTriedCloud } from './tried-cloud.ts';

let cloud: CloudUnderTest;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  cloud = await startTriedCloud();
});
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());
afterAll(async () => {
  await cloud.end();
});

const ONLY = 'Paging,What an import writes,deletions';
const record = (): VerifyRecord =>
  JSON.parse(readFileSync(join(folder.folder, 'record.json'), 'utf8')) as VerifyRecord;

/** `inlet verify` as a person runs it, in a process of its own. */
const verify = (...more: string[]): InletProcess =>
  startInlet(['verify', '--yes', '--record', join(folder.folder, 'record.json'), '--only', ONLY, ...more], {
    AWS_ENDPOINT_URL: cloud.url,
  });

/** A run that has come as far as its second verdict. */
async function midway(): Promise<InletProcess> {
  const running = verify();
  await until(() => running.stdout().split('\nheld ').length > 2, 'two probes have held');
  return running;
}

async function expectWhole(running: InletProcess): Promise<void> {
  expect([await running.exit(), running.stderr()]).toEqual([
    0,
    expect.stringContaining('It goes on with the run of'),
  ]);
  expect([record().sittings, record().endedAt, named(record(), 'broken')]).toEqual([
    2,
    expect.any(String),
    [],
  ]);
  expect(running.stdout()).toMatch(/^13 held, 0 broken, 0 could not be told, \d+ not run$/m);
  // Nothing was dropped, and what was written went with the data store.
  expect(record().stays).toEqual([]);
  expect(await leftBehind(cloud)).toEqual([]);
  await expectNoNames(cloud, record());
}

test('Ctrl-C in the middle cleans up and ends with 130, and the same command goes on from there', async () => {
  const running = await midway();
  running.kill('SIGINT');
  expect(await running.exit()).toBe(130);
  expect(running.stdout()).toContain('run the same command again');
  expect(await leftBehind(cloud)).toEqual([]);
  const known = named(record(), 'held');
  expect(known.length).toBeGreaterThanOrEqual(2);
  const again = verify();
  await expectWhole(again);
  for (const name of known) expect(again.stdout()).not.toContain(`held  ${name} `);
});

test('a kill leaves a record that says what stays, and the same command finds it again and removes it', async () => {
  const running = await midway();
  running.kill('SIGKILL');
  expect(await running.exit()).toBeNull();
  const { runId, endedAt, stays } = record();
  expect([endedAt, stays]).toEqual([
    null,
    [expect.stringContaining('The same command goes on and removes it')],
  ]);
  expect(await leftBehind(cloud)).toContain(`inlet-verify-${runId}-main`);
  await expectWhole(verify());
  expect(record().runId).toBe(runId);
});

test('a run whose record is lost is told of by the next one', async () => {
  const running = await midway();
  running.kill('SIGKILL');
  await running.exit();
  const lost = record().runId;
  await folder.remove();
  folder = await temporaryFolder();
  const next = verify('--json');
  expect(await next.exit()).toBe(0);
  expect(record().stays.filter((text) => text.includes('another run'))).toEqual([
    expect.stringContaining(`inlet-verify-${lost}-main`),
  ]);
  await expectNoNames(cloud, record());
});
