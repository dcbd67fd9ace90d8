import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isMissing, readObject, readSmallObject, streamObject } from '../../../lib/s3/read-object.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { clientSettings, serve } from '../../support/server.ts';

let s3: S3Client;
let end: () => Promise<void>;
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
  local.declareBucket({ name: 'work', versioned: false, eventBridge: false });
  const server = await serve(local.service);
  s3 = new S3Client({ ...clientSettings(server.url), forcePathStyle: true });
  end = async () => {
    s3.destroy();
    await server.close();
    database.close();
    await remove();
  };
  for (const [Key, Body] of [
    ['ten.txt', '0123456789'],
    ['empty.txt', ''],
  ] as const)
    await s3.send(new PutObjectCommand({ Bucket: 'work', Key, Body, ContentLength: Body.length }));
});
afterAll(() => end());

const at = (key: string) => ({ bucket: 'work', key });
const text = async (parts: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await Array.fromAsync(parts)).toString();

describe('the text of an object', () => {
  test('is read whole', async () => {
    expect(await readObject(s3, at('ten.txt'))).toBe('0123456789');
    expect(await readObject(s3, at('empty.txt'))).toBe('');
  });

  test('that is not there is an error', async () => {
    const answer: unknown = await readObject(s3, at('none.txt')).catch((error: unknown) => error);
    expect(isMissing(answer)).toBe(true);
  });
});

describe('the text of a small object', () => {
  test('is read up to the limit, and null beyond it', async () => {
    expect(await readSmallObject(s3, at('ten.txt'), 10)).toBe('0123456789');
    expect(await readSmallObject(s3, at('ten.txt'), 9)).toBeNull();
    expect(await readSmallObject(s3, at('empty.txt'), 0)).toBe('');
  });

  test('that is not there is undefined, and any other answer an error', async () => {
    expect(await readSmallObject(s3, at('none.txt'), 10)).toBeUndefined();
    await expect(readSmallObject(s3, { bucket: 'other', key: 'ten.txt' }, 10)).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});

describe('a stream of an object', () => {
  test('begins at a position; at the end there is nothing', async () => {
    expect(await text(streamObject(s3, at('ten.txt')))).toBe('0123456789');
    expect(await text(streamObject(s3, at('ten.txt'), 7))).toBe('789');
    expect(await text(streamObject(s3, at('ten.txt'), 10))).toBe('');
  });

  test('of another content than was asked for is refused', async () => {
    const other = { ...at('ten.txt'), etag: '00000000000000000000000000000000' };
    await expect(text(streamObject(s3, other))).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});
