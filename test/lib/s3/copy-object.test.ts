import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { copyInParts, copyObject } from '../../../lib/s3/copy-object.ts';
import { stageInput } from '../../../lib/starts/stage-input.ts';
import { freeze } from '../../../lib/plans/plan.ts';
import { LOOSE } from '../../../lib/routes/routes.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { testRoute } from '../../support/routes.ts';
import { clientSettings, serve } from '../../support/server.ts';

let s3: S3Client;
const ends: (() => unknown)[] = [];
beforeAll(async () => {
  const { folder, remove } = await temporaryFolder();
  const database = openDatabase(folder, 'cloud.sqlite');
  const local = createS3({
    database,
    folder,
    clock: createClock(),
    authorize: () => undefined,
    onObjectCreated: () => undefined,
  });
  for (const name of ['inbox', 'work']) local.declareBucket({ name, versioned: true, eventBridge: false });
  const server = await serve(local.service);
  s3 = new S3Client({ ...clientSettings(server.url), forcePathStyle: true });
  ends.push(
    () => {
      s3.destroy();
    },
    server.close,
    () => {
      database.close();
    },
    remove,
  );
});
afterAll(async () => {
  for (const end of ends) await end();
});

const put = (key: string, body: string) =>
  s3.send(new PutObjectCommand({ Bucket: 'inbox', Key: key, Body: body }));
const bodyOf = async (key: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'work', Key: key }));
  return Body?.transformToString();
};

describe('a copy of a dropped file', () => {
  test.each(['plain.ndjson', 'a b/+%20/ü?&=#.ndjson'])('is made for the key %s as it is', async (key) => {
    const { VersionId: versionId = null } = await put(key, 'planned');
    await copyObject({
      s3,
      fromBucket: 'inbox',
      file: { key, versionId, size: 7 },
      toBucket: 'work',
      toKey: 'copy',
    });
    expect(await bodyOf('copy')).toBe('planned');
  });

  test('holds the version that was planned, whatever was written since', async () => {
    const { VersionId: versionId = null } = await put('again.ndjson', 'planned');
    await put('again.ndjson', 'newer content');
    await copyObject({
      s3,
      fromBucket: 'inbox',
      file: { key: 'again.ndjson', versionId, size: 7 },
      toBucket: 'work',
      toKey: 'copy',
    });
    expect(await bodyOf('copy')).toBe('planned');
  });

  test('in parts is the same to the byte, and leaves no upload open', async () => {
    const partBytes = 5 * 1024 ** 2;
    const body = 'x'.repeat(2 * partBytes) + 'the end';
    const { VersionId: versionId = null } = await put('large.ndjson', body);
    await copyInParts(
      {
        s3,
        fromBucket: 'inbox',
        file: { key: 'large.ndjson', versionId, size: body.length },
        toBucket: 'work',
        toKey: 'large',
      },
      partBytes,
    );
    expect((await bodyOf('large')) === body).toBe(true);
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: 'work' }))).Uploads ?? []).toEqual([]);
  });
});

test('a run that goes on with copying copies only what the one before it did not', async () => {
  const files = [];
  for (const key of ['one.ndjson', 'two.ndjson']) {
    const { VersionId: versionId = null } = await put(key, key);
    files.push({ key, versionId, size: key.length, etag: '', sequencer: '1' });
  }
  const { plan } = freeze({ bucket: 'inbox', datastoreId: 'd', route: 'default', drop: LOOSE }, files);
  const Prefix = `imports/${plan.importId}/`;
  const cutShort = `${Prefix}0000002-two.ndjson`;
  await s3.send(
    new PutObjectCommand({ Bucket: 'work', Key: `${Prefix}0000001-one.ndjson`, Body: 'one.ndjson' }),
  );
  await s3.send(new PutObjectCommand({ Bucket: 'work', Key: cutShort, Body: 'tw' }));

  const readier = { s3, workBucket: 'work', isOutOfTime: () => false };
  expect(await stageInput({ ...readier, isOutOfTime: () => true }, plan, testRoute())).toEqual({
    kind: 'unfinished',
    copiedFiles: 1,
  });
  expect(await stageInput(readier, plan, testRoute())).toEqual({
    kind: 'ready',
    s3Uri: `s3://work/${Prefix}`,
  });
  expect(await bodyOf(cutShort)).toBe('two.ndjson');
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'work', Prefix }));
  expect(Versions.map(({ Key }) => Key)).toEqual([`${Prefix}0000001-one.ndjson`, cutShort, cutShort]);
});
