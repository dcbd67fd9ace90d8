import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { takeStateFolder } from '../../../local/boot/state-folder.ts';

test('a state folder belongs to one cloud at a time, and the error names it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-state-'));
  const taken = takeStateFolder(folder);
  let refusal: unknown;
  try {
    takeStateFolder(folder);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({
    name: 'StateInUseError',
    code: 'StateInUse',
    actual: folder,
    expected: 'a folder that no other local cloud uses',
  });
  taken.release();
  takeStateFolder(folder).release();
  rmSync(folder, { recursive: true });
});

test('a folder that nobody named is removed at the end', () => {
  const { folder, release } = takeStateFolder(undefined);
  expect(existsSync(folder)).toBe(true);
  release();
  expect(existsSync(folder)).toBe(false);
});
