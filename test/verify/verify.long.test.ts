import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { VerifyRecord } from '../../verify/index.ts';
import { ASSUMPTIONS, isProbe } from '../../verify/index.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { temporaryFolder } from '../support/cloud.ts';
import { runInlet } from '../support/run-inlet.ts';
import { expectNoNames, leftBehind, named, startTriedCloud } from './tried-cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startTriedCloud();
});
afterAll(async () => {
  await cloud.end();
});

test('inlet verify --yes finds that every assumption with a probe holds on the local cloud', async () => {
  const { folder, remove } = await temporaryFolder();
  const file = join(folder, 'whole.json');
  const { code, stdout, stderr } = await runInlet(cloud.url, ['verify', '--yes', '--json', '--record', file]);
  const record = JSON.parse(stdout) as VerifyRecord;
  expect([...named(record, 'broken'), ...named(record, 'could not tell')]).toEqual([]);
  expect(named(record, 'held')).toEqual(
    ASSUMPTIONS.filter(({ tried }) => isProbe(tried)).map(({ name }) => name),
  );
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(record);
  expect(await leftBehind(cloud)).toEqual([]);
  await expectNoNames(cloud, record);
  await remove();
});
