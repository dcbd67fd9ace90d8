import type { mkdirSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { makeFolder } from '../../../local/ground/make-folder.ts';
import { temporaryFolder } from '../../support/cloud.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(() => temporary.remove());

test('makes what is missing, with its mode, and leaves what is there', () => {
  const folder = join(temporary.folder, 'a', 'b', 'c');
  makeFolder(folder, 0o700);
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  const make = jest.fn<typeof mkdirSync>();
  makeFolder(folder, 0o700, make);
  expect(make).not.toHaveBeenCalled();
});

test('says what is in the way', () => {
  const file = join(temporary.folder, 'file');
  writeFileSync(file, '');
  expect(() => {
    makeFolder(file);
  }).toThrow(/EEXIST.*file/);
  expect(() => {
    makeFolder(join(file, 'x', 'y'));
  }).toThrow(/ENOTDIR|EEXIST/);
});

test('a file system that says of a new folder that it does not exist is asked once', () => {
  const make = jest.fn<typeof mkdirSync>(() => {
    throw Object.assign(new Error('ENOENT: no such file or directory'), { code: 'ENOENT' });
  });
  expect(() => {
    makeFolder(join(temporary.folder, 'odd'), 0o700, make);
  }).toThrow(/ENOENT/);
  expect(make).toHaveBeenCalledTimes(1);
});
