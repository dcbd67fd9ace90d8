import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { linesAt } from '../../../../lib/results/lines/lines-at.ts';
import type { World } from '../../../support/world.ts';
import { startWorld } from '../../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

async function put(key: string, text: string) {
  const { VersionId = null, ETag = '' } = await world.s3.send(
    new PutObjectCommand({ Bucket: 'inbox', Key: key, Body: text }),
  );
  const etag = ETag.replaceAll('"', '');
  return { key, versionId: VersionId, etag, size: text.length, sequencer: '01' };
}

test('lines are read by their places, from the version that was imported', async () => {
  const file = await put('lines/a.ndjson', 'first\n\nthird\nfourth');
  await put('lines/a.ndjson', 'newer');
  const found = await linesAt(world.s3, 'inbox', file, new Set([0, 2, 9]));
  expect([...(found ?? [])]).toEqual([
    [0, 'first'],
    [2, 'third'],
  ]);
});

test('a version that somebody has deleted for good has no lines, which is no error', async () => {
  const file = await put('lines/deleted.ndjson', 'first\n');
  await world.s3.send(
    new DeleteObjectCommand({ Bucket: 'inbox', Key: file.key, VersionId: file.versionId ?? '' }),
  );
  expect(await linesAt(world.s3, 'inbox', file, new Set([0]))).toBeUndefined();
});

test('nor has an object without versions that was written again', async () => {
  const file = { ...(await put('lines/again.ndjson', 'first\n')), versionId: null };
  await put('lines/again.ndjson', 'second\n');
  expect(await linesAt(world.s3, 'inbox', file, new Set([0]))).toBeUndefined();
});
