import { expect, test } from '@jest/globals';
import { createRemember } from '../../../cli/console/sources/remembered.ts';

test('what was read under a name is not read again, but for what could not be read, and the oldest is forgotten', async () => {
  const read: string[] = [];
  const remember = createRemember(2);
  const ask = (name: string) =>
    remember(name, () => {
      read.push(name);
      return Promise.resolve(name);
    });
  expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a', 'a', 'b']);
  await ask('c');
  await ask('a');
  expect(read).toEqual(['a', 'b', 'c', 'a']);

  await expect(remember('d', () => Promise.reject(new Error('throttled')))).rejects.toThrow('throttled');
  expect(await ask('d')).toBe('d');
});
