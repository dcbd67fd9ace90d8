import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { takeStateFolder } from '../../../local/boot/state-folder.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(() => temporary.remove());

const modeOf = (folder: string): number => statSync(folder).mode & 0o777;
const refusalOf = (folder: string): unknown => {
  try {
    takeStateFolder(folder).release();
    return undefined;
  } catch (error) {
    return error;
  }
};

test('a state folder belongs to one cloud at a time, and the error names it', () => {
  const { folder } = temporary;
  const taken = takeStateFolder(folder);
  expect(refusalOf(folder)).toMatchObject({
    name: 'StateInUseError',
    code: 'StateInUse',
    actual: folder,
    expected: 'a folder that no other local cloud uses',
  });
  taken.release();
  takeStateFolder(folder).release();
});

test('a folder that nobody named is removed at the end', () => {
  const { folder, release } = takeStateFolder(undefined);
  expect([existsSync(folder), modeOf(folder)]).toEqual([true, 0o700]);
  release();
  expect(existsSync(folder)).toBe(false);
});

test('a temporary folder whose cloud is gone is removed by the next; one that is in use, or named by somebody, stays', () => {
  const living = takeStateFolder(undefined);
  const gone = mkdtempSync(join(tmpdir(), 'inlet-'));
  const named = mkdtempSync(join(tmpdir(), 'inlet-'));
  for (const folder of [gone, named]) writeFileSync(join(folder, 'lock.sqlite'), '');
  writeFileSync(join(gone, 'temporary'), '');
  takeStateFolder(undefined).release();
  expect([living.folder, gone, named].map((folder) => existsSync(folder))).toEqual([true, false, true]);
  living.release();
  rmSync(named, { recursive: true });
});

describe('is its user’s alone:', () => {
  test('one that is made has mode 700', () => {
    const { folder, release } = takeStateFolder(join(temporary.folder, 'a', 'b'));
    release();
    expect(modeOf(folder)).toBe(0o700);
  });

  test.each([0o755, 0o750, 0o701, 0o777])(
    'one of mode %o stays as it is, and the state lies in one inside',
    (mode) => {
      const named = join(temporary.folder, 'shared');
      mkdirSync(named);
      chmodSync(named, mode);
      const first = takeStateFolder(named);
      first.release();
      expect([first.folder, modeOf(first.folder), modeOf(named)]).toEqual([
        join(named, 'inlet-state'),
        0o700,
        mode,
      ]);
      const second = takeStateFolder(named);
      second.release();
      expect(second.folder).toBe(first.folder);
    },
  );

  test('one with state in it that others may read is refused, with the command that mends it', () => {
    const named = join(temporary.folder, 'shared');
    takeStateFolder(named).release();
    chmodSync(named, 0o755);
    expect(refusalOf(named)).toMatchObject({
      code: 'StateFolderUnusable',
      message: expect.stringContaining(`run chmod 700 ${named},`) as unknown,
    });
    expect(modeOf(named)).toBe(0o755);
  });
});

describe('where it cannot be written, a sentence says so:', () => {
  test('a file of its name', () => {
    const file = join(temporary.folder, 'file');
    writeFileSync(file, '');
    for (const named of [file, join(file, 'inside')])
      expect(refusalOf(named)).toMatchObject({ code: 'StateFolderUnusable', actual: named });
  });

  test('a folder in the place of its lock', () => {
    mkdirSync(join(temporary.folder, 'lock.sqlite'));
    expect(refusalOf(temporary.folder)).toMatchObject({
      code: 'StateFolderUnusable',
      message: expect.stringContaining('take another one with --state') as unknown,
    });
  });

  test('a file system that is read-only', () => {
    const disk = mountSmallDisk(temporary.folder);
    if (!disk) return;
    try {
      chmodSync(disk.folder, 0o700);
      disk.makeReadOnly();
      expect(refusalOf(join(disk.folder, 'state'))).toMatchObject({ code: 'StateFolderUnusable' });
      expect(refusalOf(disk.folder)).toMatchObject({ code: 'StateFolderUnusable' });
    } finally {
      disk.unmount();
      rmSync(disk.folder, { recursive: true });
    }
  });
});
