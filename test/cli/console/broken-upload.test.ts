import { PassThrough } from 'node:stream';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dropInto } from '../../../cli/console/try/local-actions.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

test('a page that is closed while it uploads a file ends nothing but the upload', async () => {
  const drop = dropInto({ s3: world.others, inboxBucket: 'inbox' });
  const sent = new PassThrough();
  sent.write(Buffer.alloc(100_000, ' '));
  const dropped = drop('half.ndjson', 200_000, sent);
  setImmediate(() => sent.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
  await expect(dropped).rejects.toMatchObject({ code: 'ECONNRESET' });
  const { Contents = [] } = await world.others.send(new ListObjectsV2Command({ Bucket: 'inbox' }));
  expect(Contents).toEqual([]);
});

test('a file that comes whole is in the inbox', async () => {
  const sent = new PassThrough();
  sent.end('{"resourceType":"Patient","id":"p1"}\n');
  await dropInto({ s3: world.others, inboxBucket: 'inbox' })('whole.ndjson', 37, sent);
  const { Contents = [] } = await world.others.send(new ListObjectsV2Command({ Bucket: 'inbox' }));
  expect(Contents.map(({ Key, Size }) => [Key, Size])).toEqual([['whole.ndjson', 37]]);
});
