import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitTo, showWhole } from '../../../cli/terminal/fit.ts';
import { facts, tableLines } from '../../../cli/terminal/format.ts';

afterEach(() => {
  showWhole(false);
  fitTo(() => undefined);
});

/** Commands and addresses are shown whole, and need more room then. */
const withoutMarks = (row: readonly (string | number)[]): (string | number)[] =>
  row.map((cell) => (typeof cell === 'string' ? cell.replaceAll(/[`/]/g, '') : cell));

const KEY = `nightly/${'x'.repeat(60)}/Patient.ndjson`;

describe('a table', () => {
  test('that fits is a line for each row', () => {
    expect(tableLines([['a', 1000]], ['file', 'lines'])).toEqual(['file  lines', 'a     1,000']);
  });

  test('that does not fit has long cells shortened in the middle and the text at the end wrapped below its column', () => {
    const lines = tableLines(
      [[KEY, 1, `rejected: ${'a word '.repeat(12).trim()}`]],
      ['file', 'lines', 'what became of it'],
    );
    const [heading = '', row = '', ...more] = lines;
    expect(row).toMatch(/^nightly\/x+\.\.\.x+\/Patient\.ndjson {6}1 {2}rejected: a word/);
    expect(heading.indexOf('what')).toBe(row.indexOf('rejected'));
    for (const line of more) expect(line.search(/\S/)).toBe(row.indexOf('rejected'));
  });

  test('that has no room for its text beside the other cells has it below them, where there is any, named by its heading', () => {
    const id = 'i'.repeat(36);
    const text = 'a text '.repeat(12).trim();
    const rows = [
      [id, id, text],
      [id, id, ''],
    ];
    expect(tableLines(rows, ['job', 'import', 'progress'])).toEqual([
      `job${' '.repeat(35)}import`,
      `${id}  ${id}`,
      `    progress: ${text}`,
      `${id}  ${id}`,
    ]);
  });

  test.each([
    [80, ['ended drop files state', '    imported 0; failed 1', '    why:']],
    [100, ['ended drop files state imported failed', '    why:']],
    [200, ['ended drop files state imported failed why']],
  ])('of %d columns has all that fits in a row, and fits', (columns, shapes) => {
    const why = `Invalid JSON found in input file: ${'put each resource on a line of its own '.repeat(3)}`;
    const row = [`imp-${'a'.repeat(24)}`, `${KEY}/`, 1, 'COMPLETED_WITH_ERRORS', 0, 1, why];
    fitTo(() => columns);
    const lines = tableLines([row], ['ended', 'drop', 'files', 'state', 'imported', 'failed', 'why']);
    expect(lines.filter(({ length }) => length > columns)).toEqual([]);
    expect(lines[0]?.split(/ +/).join(' ')).toBe(shapes[0]);
    for (const shape of shapes.slice(1)) expect(lines).toContainEqual(expect.stringContaining(shape));
    expect(lines.join(' ').replaceAll(/ +/g, ' ')).toContain('Invalid JSON found in input file');
  });

  test('is whole, a line for each row, where that was asked for', () => {
    showWhole(true);
    expect(tableLines([[KEY, KEY, KEY]])).toEqual([`${KEY}  ${KEY}  ${KEY}`]);
  });

  test('fits a hundred columns whatever is in it, and loses no number and no short cell', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.string({ minLength: 90, maxLength: 300 }),
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 }).map((words) => words.join(' ')),
    );
    const table = fc
      .array(fc.boolean(), { minLength: 1, maxLength: 9 })
      .chain((isNumber) =>
        fc.array(fc.tuple(...isNumber.map((is) => (is ? fc.nat() : text))), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(table, (rows) => {
        const lines = tableLines(rows.map(withoutMarks));
        expect(lines.filter(({ length }) => length > 100)).toEqual([]);
        const told = lines.join(' ').replaceAll(/[\s,]/g, '');
        for (const cell of rows.flat()) if (typeof cell === 'number') expect(told).toContain(String(cell));
      }),
    );
  });
});

test('facts go on below where they begin', () => {
  const [first = '', second = ''] = facts([
    ['state', 'x'],
    ['next', 'many words '.repeat(12)],
  ]).slice(1);
  expect([first.indexOf('many'), second.search(/\S/)]).toEqual([7, 7]);
});
