import type { rmSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { removeWhole } from '../../../local/boot/temporary-folder.ts';

const failing = (code: string, times: number): { rm: typeof rmSync; calls: () => number } => {
  let calls = 0;
  const rm = (): void => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error(code), { code });
  };
  return { rm, calls: () => calls };
};

test('a folder that somebody else removes at the same time is removed all the same', () => {
  const { rm, calls } = failing('ENOENT', 2);
  removeWhole('/some/where', rm);
  expect(calls()).toBe(3);
});

test('one that cannot be removed is an error', () => {
  expect(() => {
    removeWhole('/some/where', failing('EACCES', 1).rm);
  }).toThrow('EACCES');
  expect(() => {
    removeWhole('/some/where', failing('ENOENT', Infinity).rm);
  }).toThrow('ENOENT');
});
