import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { diskUse } from '../../../local/boot/disk-use.ts';
import { temporaryFolder } from '../../support/cloud.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(() => temporary.remove());

test('adds up what lies at any depth, resources apart', async () => {
  const { folder } = temporary;
  mkdirSync(join(folder, 'objects', 'blobs'), { recursive: true });
  writeFileSync(join(folder, 'objects', 'blobs', 'a'), 'abc');
  writeFileSync(join(folder, 'fhir.sqlite-wal'), 'ab');
  mkdirSync(join(folder, 'segments'));
  writeFileSync(join(folder, 'segments', '1.ndjson'), 'abcd');
  expect(await diskUse(folder)).toEqual({ folder, totalBytes: 9, resourcesBytes: 6 });
});

test('stands folders that go while it looks', async () => {
  const { folder } = temporary;
  writeFileSync(join(folder, 'kept'), 'abc');
  const imports = join(folder, 'imports');
  const make = (): void => {
    for (let at = 0; at < 15; at++) {
      mkdirSync(join(imports, `${at}`), { recursive: true });
      writeFileSync(join(imports, `${at}`, 'x'), '');
    }
  };
  for (let round = 0; round < 20; round++) {
    make();
    const looks = Promise.all([diskUse(folder), diskUse(folder)]);
    // At another moment of the look in each round.
    for (let turn = 0; turn < round; turn++) await new Promise((resolve) => setImmediate(resolve));
    rmSync(imports, { recursive: true });
    expect((await looks).map(({ totalBytes }) => totalBytes)).toEqual([3, 3]);
  }
});

test('a folder that is not there has nothing', async () => {
  const folder = join(temporary.folder, 'gone');
  expect(await diskUse(folder)).toEqual({ folder, totalBytes: 0, resourcesBytes: 0 });
});
