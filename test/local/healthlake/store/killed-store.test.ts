import { test } from '@jest/globals';
import { killMany } from './killed-store.ts';

test('a store whose process is killed while it writes loses nothing that was committed, and has no row without its line', async () => {
  await killMany(3);
});
