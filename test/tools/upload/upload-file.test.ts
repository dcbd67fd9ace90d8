import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { uploadFile } from '../../../tools/upload/upload-file.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

const MB = 1024 * 1024;

let world: World;
let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  world = await startWorld();
  scratch = await temporaryFolder();
});
afterAll(async () => {
  await scratch.remove();
  await world.end();
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test.each([
  ['nothing', 0],
  ['less than a part', 3 * MB],
  ['exactly two parts', 10 * MB],
  ['a little more than two', 10 * MB + 1],
])('a file of %s arrives whole', async (name, size) => {
  const bytes = randomBytes(size);
  const file = join(scratch.folder, name);
  await writeFile(file, bytes);
  const target = { Bucket: 'inbox', Key: `${name}.ndjson` };
  await uploadFile(world.others, file, target, 5 * MB);
  const { Body } = await world.others.send(new GetObjectCommand(target));
  expect(sha256((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(sha256(bytes));
});

test('an upload that breaks off leaves no parts that cost', async () => {
  const file = join(scratch.folder, 'broken');
  await writeFile(file, randomBytes(11 * MB));
  world.setFault(({ name, input }, moment) => {
    if (name === 'UploadPart' && input.PartNumber === 2 && moment === 'before') throw new Error('no more');
  });
  await expect(uploadFile(world.s3, file, { Bucket: 'inbox', Key: 'broken' }, 5 * MB)).rejects.toThrow(
    'no more',
  );
  world.setFault(() => undefined);
  const { Uploads = [] } = await world.others.send(new ListMultipartUploadsCommand({ Bucket: 'inbox' }));
  expect(Uploads).toEqual([]);
});

test.each([
  ['whole', undefined],
  ['in parts', 1],
])('a file that cannot be read is an error of the upload %s', async (name, partBytes) => {
  // A folder has a size, can be opened, and not be read.
  const file = join(scratch.folder, `folder, ${name}`);
  await mkdir(file);
  const target = { Bucket: 'inbox', Key: 'unreadable' };
  await expect(uploadFile(world.others, file, target, partBytes)).rejects.toMatchObject({ code: 'EISDIR' });
});
