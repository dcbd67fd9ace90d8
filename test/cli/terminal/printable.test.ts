import { expect, test } from '@jest/globals';
import { printable } from '../../../cli/terminal/printable.ts';
import { refusalText } from '../../../cli/import/import-again.ts';
import { renderRedrive } from '../../../cli/redrive/render-redrive.ts';
import { facts, tableLines } from '../../../cli/terminal/format.ts';
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

test.each([
  [
    'a step',
    (write: (text: string) => boolean) => {
      createScreen({ write }).step({ word: 'arrived', text: KEY });
    },
  ],
  [
    'a line',
    (write: (text: string) => boolean) => {
      createScreen({ write }).line(KEY);
    },
  ],
  [
    'what goes on now',
    (write: (text: string) => boolean) => {
      createScreen({ write, isTTY: true, columns: 200 }).status(`${KEY}\u009b2J`);
    },
  ],
])('%s on the screen shows a key without what steers a terminal', (_, show) => {
  let shown = '';
  show((text) => ((shown += text), true));
  const plain = shown.replaceAll('\r\u001b[K', '').replace(/\n$/, '');
  expect(printable(plain)).toBe(plain);
});

test('a row of a table, a fact and a key in a refusal are a line each', () => {
  const lines = [
    ...tableLines([['key'], [KEY]]).slice(1),
    ...facts([['key', KEY]]),
    ...refusalText('local', 'imp-1', { kind: 'deleted', keys: [KEY] })
      .split('\n')
      .filter((line) => line.includes('red/b')),
    ...renderRedrive({
      stage: 'local',
      importId: 'imp-1',
      files: [{ key: KEY, name: KEY, failed: 1, serverErrors: 0, lines: 1, refused: null }],
      totals: { lines: 1, refusedFiles: 0 },
      to: null,
      drop: null,
      selection: 'all',
    } as unknown as Parameters<typeof renderRedrive>[0]).slice(1, 2),
  ];
  expect(lines).toHaveLength(4);
  expect(lines.map(printable)).toEqual(lines);
});
