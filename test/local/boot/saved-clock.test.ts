import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DatabaseSync } from 'node:sqlite';
import { openSavedClock } from '../../../local/boot/saved-clock.ts';
import type { Clock } from '../../../local/ground/index.ts';
import { openDatabase } from '../../../local/ground/index.ts';
import { temporaryFolder } from '../../support/cloud.ts';

let database: DatabaseSync;
let remove: () => Promise<void>;
const opened: Clock[] = [];
beforeEach(async () => {
  const temporary = await temporaryFolder();
  remove = temporary.remove;
  database = openDatabase(temporary.folder, 'cloud.sqlite');
});
afterEach(async () => {
  for (const clock of opened.splice(0)) clock.stop();
  database.close();
  await remove();
});

const open = (): Clock => {
  const clock = openSavedClock(database, (error) => {
    throw error;
  });
  opened.push(clock);
  return clock;
};
const HOUR = 3600;

test('a clock that was moved goes on from there', async () => {
  const first = open();
  await Promise.all([first.advance(HOUR), first.advance(2 * HOUR)]);
  expect(open().offset()).toBe(first.offset());
  expect(first.offset()).toBeGreaterThan(2.9 * HOUR * 1000);
});

test('a process that is killed while its clock moves begins at no earlier time', async () => {
  const first = open();
  const reached = Promise.withResolvers<undefined>();
  first.at(first.now() + HOUR * 1000, () => {
    // Work that is never done: the clock stands here.
    void first.track(new Promise(() => undefined));
    reached.resolve(undefined);
  });
  void first.advance(60);
  void first.advance(2 * HOUR);
  await reached.promise;
  const time = first.now();
  expect(open().now()).toBeGreaterThanOrEqual(time);
});
