import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImportFileWithdrawn } from '../../events/types.generated.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const Bucket = 'inlet-local-inbox';
const put = (Key: string, body = patients(1, Key.replaceAll(/\W/g, '-'))) =>
  cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body) }));
const remove = (Key: string) => cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));
const detailsOf = <Detail>(type: string) =>
  cloud.events
    .filter((event) => event['detail-type'] === type)
    .map(({ detail }) => detail as unknown as Detail);
const withdrawals = (folder: string) =>
  detailsOf<ImportFileWithdrawn>('Import File Withdrawn').flatMap(({ key, reason }) =>
    key.startsWith(folder) ? [`${key} ${reason}`] : [],
  );
/** How many files each job had that began while this was done, and how it ended. */
const jobsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = new Set(cloud.statusEvents().map(({ jobId }) => jobId));
  await work();
  await cloud.idle();
  return cloud
    .statusEvents()
    .filter(({ jobId, endTime }) => !before.has(jobId) && endTime !== null)
    .map(({ fileCount, status }) => `${fileCount} ${status}`);
};

describe('what is deleted before its plan is frozen is not imported', () => {
  test.each([
    ['a folder', ['a.ndjson', 'b.ndjson'], ['b.ndjson'], [], ['1 COMPLETED']],
    ['a folder with a marker', ['a.ndjson', 'b.ndjson'], ['b.ndjson'], ['_SUCCESS'], ['1 COMPLETED']],
    ['the only file', ['a.ndjson'], ['a.ndjson'], [], []],
  ])('of %s', async (_, files, deleted, markers, ends) => {
    const folder = `del-${files.length}-${markers.length}/`;
    const ended = await jobsOf(async () => {
      for (const name of files) await put(`${folder}${name}`);
      for (const name of deleted) await remove(`${folder}${name}`);
      for (const name of markers) await put(`${folder}${name}`, '');
    });
    expect(ended).toEqual(ends);
    expect(withdrawals(folder)).toEqual(deleted.map((name) => `${folder}${name} deleted`));
  });

  test('of loose files', async () => {
    const ended = await jobsOf(async () => {
      await put('loose-a.ndjson');
      await put('loose-b.ndjson');
      await remove('loose-b.ndjson');
    });
    expect(ended).toEqual(['1 COMPLETED']);
    expect(withdrawals('loose-')).toEqual(['loose-b.ndjson deleted']);
  });
});
