import { test } from '@jest/globals';
import { killMany } from './killed-store.ts';

test('a store whose process is killed a hundred times loses nothing that was committed, and has no row without its line', async () => {
  await killMany(100);
}, 1_800_000);
