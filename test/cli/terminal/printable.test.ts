import { expect, test } from '@jest/globals';
import { printable } from '../../../cli/terminal/printable.ts';
import { createScreen } from '../../../cli/terminal/screen.ts';

const KEY = 'a\u001b[31mred/b\n2026-01-01 made up.ndjson';

test('control characters of a key neither steer the terminal nor begin a line', () => {
  expect(printable(KEY)).toBe('a\uFFFD[31mred/b\uFFFD2026-01-01 made up.ndjson');
  expect(printable('Größe 日本.ndjson')).toBe('Größe 日本.ndjson');
});

test('a step is one line, whatever key it names', () => {
  let shown = '';
  createScreen({ write: (text) => ((shown += String(text)), true) }).step({ word: 'arrived', text: KEY });
  expect([shown.split('\n').length, shown.includes('\u001b')]).toEqual([2, false]);
});
