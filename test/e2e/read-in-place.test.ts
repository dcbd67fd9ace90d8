import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInlet } from '../support/run-inlet.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { MINUTE_MS, patients, startCloud, until } from '../support/cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  // So that a started job waits for a while before it looks at what lies in its folder, as on AWS.
  cloud = await startCloud({ healthLake: { submittedMs: 20 * MINUTE_MS } });
});
afterAll(() => cloud.end());

const Bucket = 'inlet-local-inbox';
const put = (Key: string) =>
  cloud.s3.send(
    new PutObjectCommand({ Bucket, Key, Body: Buffer.from(patients(1, Key.replaceAll(/\W/g, '-'))) }),
  );
const remove = (Key: string) => cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));
/** Drops a folder of two files and waits until their job is told as SUBMITTED. */
const submitted = async (folder: string) => {
  const before = cloud.statusEvents().length;
  for (const name of ['a', 'b']) await put(`${folder}/${name}.ndjson`);
  await until(async () => {
    await cloud.advanceClock(MINUTE_MS / 5000);
    return cloud.statusEvents().length > before;
  }, 'the job is submitted');
};
const fateOf = async (key: string) => {
  const { stdout } = await runInlet(cloud.url, ['status', `s3://${Bucket}/${key}`, '--json']);
  const { arrivals } = JSON.parse(stdout) as { arrivals: { fate: string; counts: object | null }[] };
  return arrivals.map(({ fate, counts }) => `${fate} ${counts === null ? 'unread' : 'read'}`);
};

test('a file that was deleted before its job read the folder is imported when the same bytes are dropped again', async () => {
  await submitted('late');
  await remove('late/a.ndjson');
  await cloud.idle();
  expect(cloud.summaries().at(-1)).toMatchObject({ complete: false, files: { planned: 2, missing: 1 } });
  expect(await fateOf('late/a.ndjson')).toEqual(['import-failed unread']);
  await put('late/a.ndjson');
  await cloud.idle();
  expect(cloud.summaries().at(-1)).toMatchObject({ complete: true, files: { planned: 1, missing: 0 } });
  expect(await fateOf('late/a.ndjson')).toEqual(['imported read', 'import-failed unread']);
});

test('bytes that are dropped again before the job reads the folder are read by that job, and imported once', async () => {
  const before = cloud.summaries().length;
  await submitted('soon');
  await remove('soon/a.ndjson');
  await put('soon/a.ndjson');
  await cloud.idle();
  expect(cloud.summaries().slice(before)).toMatchObject([
    { complete: true, files: { planned: 2, missing: 0 } },
  ]);
  expect(await fateOf('soon/a.ndjson')).toEqual(['duplicate read', 'imported read']);
});
