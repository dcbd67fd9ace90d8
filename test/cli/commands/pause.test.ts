import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Overview } from '../../../lib/status/document.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud, until } from '../../support/cloud.ts';
import { inletJson, runInlet, unbroken } from '../../support/run-inlet.ts';

const INBOX = 'inlet-local-inbox';
let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const inlet = (...args: string[]) => runInlet(cloud.url, args);
const overview = () => inletJson<Overview>(cloud.url, ['status']);

test('a paused route holds its files until it is resumed; status and the log say so, and since when', async () => {
  const paused = await inlet('pause', 'default', '--reason', 'the store is restored');
  expect([paused.code, paused.stderr]).toEqual([0, '']);
  expect(paused.stdout).toContain('npx inlet resume default');

  await cloud.s3.send(
    new PutObjectCommand({ Bucket: INBOX, Key: 'held/a.ndjson', Body: Buffer.from(patients(2)) }),
  );
  await until(async () => (await overview()).drops.length > 0, 'the arrival is recorded');
  await cloud.advanceClock(120);
  expect(await overview()).toMatchObject({
    pausedRoutes: [{ route: 'default', reason: 'the store is restored' }],
    drops: [{ drop: 'held', closes: false }],
    imports: [],
    nextStep: expect.stringContaining('npx inlet resume default'),
  });
  expect(cloud.logs.map(({ line }) => line)).toContainEqual(
    expect.stringMatching(/its route is paused since \d{4}-.*Z: the store is restored/),
  );
  expect(unbroken((await inlet('pause', 'default')).stdout)).toMatch(
    /was paused before .*the store is restored/,
  );

  expect(unbroken((await inlet('status', `s3://${INBOX}/held/a.ndjson`)).stdout)).toContain(
    '`npx inlet resume default` lets what waits for the paused route go on',
  );
  expect(unbroken((await inlet('resume', 'default')).stdout)).toMatch(
    /goes on with the next run \(it was paused since \d{4}-.*Z: the store is restored\)/,
  );
  expect((await inlet('status', `s3://${INBOX}/held/a.ndjson`, '--watch', '--json')).code).toBe(0);
  expect((await inlet('resume', 'default')).stdout).toContain('was not paused');
});

test.each([
  [['pause'], 2, /<route> is missing/],
  [['pause', 'none'], 1, /there is no route "none": stage "local" has default/],
  [['resume', 'none'], 1, /there is no route "none": stage "local" has default/],
  [['pause', 'default', '--reason', 'x'.repeat(501)], 2, /takes 500 characters at most/],
])('%j is refused in words', async (args, code, text) => {
  const ended = await inlet(...args);
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(text)]);
});
