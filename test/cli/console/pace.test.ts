import { expect, test } from '@jest/globals';
import { createPaces, paceOf } from '../../../cli/console/progress/pace.ts';

const look = (at: number, lines: number, done: number) => ({ at: at * 1000, lines, done, of: 100 });

test('two looks give lines a second, and the time left by what is done of the whole', () => {
  expect(paceOf(look(0, 0, 0), look(10, 500, 25))).toEqual({ linesPerSecond: 50, secondsLeft: 30 });
  expect(paceOf(look(0, 0, 0), look(10, 500, 0))).toEqual({ linesPerSecond: 50, secondsLeft: null });
  expect(paceOf(look(5, 0, 0), look(5, 500, 25))).toBeNull();
  expect(paceOf(look(0, 500, 25), look(5, 0, 0))).toBeNull();
});

test('a job that is looked at more often than it is counted has one pace, and none after a time without news', () => {
  const paces = createPaces();
  expect(paces.look('job', look(0, 0, 0))).toBeNull();
  expect(paces.look('job', look(30, 0, 0))).toBeNull();
  expect(paces.look('job', look(60, 600, 50))).toEqual({ linesPerSecond: 10, secondsLeft: 60 });
  expect(paces.look('job', look(65, 600, 50))).toEqual({ linesPerSecond: 10, secondsLeft: 60 });
  expect(paces.look('job', look(900, 600, 50))).toBeNull();
});

test('an import that is done again begins anew', () => {
  const paces = createPaces();
  paces.look('job', look(0, 900, 90));
  expect(paces.look('job', look(10, 0, 0))).toBeNull();
  expect(paces.look('job', look(20, 100, 10))).toEqual({ linesPerSecond: 10, secondsLeft: 90 });
});
