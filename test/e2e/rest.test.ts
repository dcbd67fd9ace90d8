import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Health } from '../../local/boot/control/health.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, until } from '../support/cloud.ts';

/** As `npm start` has it: a shorter one is over before a busy machine has run the functions of the one before. */
const MINUTE_MS = 1000;

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: MINUTE_MS, rests: true });
});
afterAll(() => cloud.end());

const health = async (): Promise<Health> =>
  (await (await fetch(`${cloud.url}/_inlet/health`)).json()) as Health;
const rests = () => until(async () => (await health()).atRest, 'the cloud rests');
const invocations = async (): Promise<number> =>
  (await cloud.state()).functions.reduce((sum, each) => sum + each.invocations, 0);
/** Waits as long as a rate that did not rest would take for so many runs, told by the cloud's own answers. */
const looks = async (count: number): Promise<void> => {
  for (let look = 0; look < count; look++) await health();
};

test('a cloud that has nothing to do rests, reads do not wake it, and a file that is dropped is imported all the same', async () => {
  await rests();
  const before = await invocations();
  await looks(200);
  expect((await health()).atRest).toBe(true);
  // A rate that was due as the rest began may have run once.
  expect((await invocations()) - before).toBeLessThan(await functionsByRate());

  const put = new PutObjectCommand({
    Bucket: cloud.names.inboxBucket,
    Key: 'wakes/Patient.ndjson',
    Body: Buffer.from(patients(3)),
  });
  await cloud.s3.send(put);
  expect((await health()).atRest).toBe(false);
  await until(() => cloud.summaries().length === 1, 'the file is imported');
  expect(cloud.summaries()).toMatchObject([{ status: 'COMPLETED', resources: { imported: 3 } }]);
  await rests();
});

/** One run of each of the stage's functions: more are not scheduled at a real minute. */
const functionsByRate = async (): Promise<number> => (await cloud.state()).functions.length;
