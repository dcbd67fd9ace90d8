import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COLOURED_WORDS, isColoured, painted, takeColourChoice } from '../../../cli/terminal/paint.ts';
import { fitTo, shortened, wrapped } from '../../../cli/terminal/fit.ts';
import { tableLines } from '../../../cli/terminal/format.ts';
import { forPeople } from '../../../cli/terminal/tell.ts';
import { createScreen } from '../../../cli/terminal/screen.ts';

describe('colours', () => {
  const [tty, pipe] = [{ isTTY: true }, {}];
  test.each([
    [tty, {}, 'auto', true],
    [pipe, {}, 'auto', false],
    [pipe, { CI: 'true' }, 'auto', false],
    [tty, { TERM: 'dumb' }, 'auto', false],
    [tty, { NO_COLOR: '1' }, 'auto', false],
    [tty, { NO_COLOR: '1', FORCE_COLOR: '1' }, 'auto', false],
    [pipe, { FORCE_COLOR: '1' }, 'auto', true],
    [tty, { FORCE_COLOR: '0' }, 'auto', false],
    [pipe, {}, 'always', true],
    [tty, {}, 'never', false],
    [tty, { NO_COLOR: '' }, 'auto', true],
  ] as const)('%j with %j and %s: %s', (out, environment, choice, expected) => {
    expect(isColoured(out, environment, choice)).toBe(expected);
  });

  test('are chosen anywhere on a command line, and are no option of its command', () => {
    expect(takeColourChoice(['status', '--color', '--json'])).toEqual(['status', '--json']);
    const written: string[] = [];
    const screen = createScreen({ write: (text: string) => written.push(text) > 0 });
    screen.step({ word: 'rejected', text: 'a.json: no' }, new Date());
    expect(written.join('')).toContain('\u001b[31mrejected\u001b[39m');
    expect(takeColourChoice(['validate', '--', '--color'])).toEqual(['validate', '--', '--color']);
    screen.step({ word: 'rejected', text: '\u001b[31m' }, new Date());
    expect(written.at(-1)).not.toContain('\u001b');
  });
});

describe('a line that is wrapped has the colours that it has unbroken', () => {
  const coloured = (lines: readonly string[]) =>
    // eslint-disable-next-line no-control-regex
    lines.flatMap((line) => painted(line, {}).match(/\u001b\[3\dm[^\u001b]*\u001b/g) ?? []);
  const filled = (words: number, text: string) => `${'ab '.repeat(words)}${text}${' cd'.repeat(40)}`;
  beforeAll(() => {
    takeColourChoice(['--color']);
  });
  afterAll(() => {
    takeColourChoice([]);
  });

  test.each(COLOURED_WORDS)('%s', (word) => {
    for (let words = 1; words < 60; words++) {
      expect(coloured(wrapped(filled(words, `is ${word}, or ${word}: not ${word}`), 2, 60))).toEqual([]);
      expect(coloured(wrapped(filled(words, `state: ${word} by hand`), 2, 60))).toEqual([]);
      expect(coloured(wrapped(filled(words, `state  ${word} by hand`), 2, 60))).toEqual([]);
      for (const text of [`state: ${word}`, `state: ${word}, and  ${word}  -> ${word}`]) {
        const line = filled(words, text).replace(` cd${' cd'.repeat(39)}`, `  ${'cd '.repeat(40).trim()}`);
        expect(coloured(wrapped(line, 2, 60))).toEqual(coloured([line]));
        expect(coloured([line]).length).toBeGreaterThan(0);
      }
    }
  });

  test('but none of them is shortened for that', () => {
    const all = `so many are ${COLOURED_WORDS.join(', ')}`;
    expect(wrapped(all, 2, 40).join(' ').replace(/ +/g, ' ')).toBe(all);
  });

  test('in the texts of a table, too', () => {
    fitTo(() => 60);
    for (let words = 1; words < 40; words++) {
      const row = ['Patient.ndjson', 'imported', filled(words, 'what was imported, rejected; or withdrawn')];
      expect(coloured(forPeople(tableLines([row], ['file', 'state', 'why'])))).toHaveLength(1);
    }
    fitTo(() => undefined);
  });
});

describe('lines', () => {
  const address = `s3://bucket/${'x'.repeat(80)}/end/`;
  test('have long addresses shortened in the middle where they would not fit, else whole', () => {
    expect(shortened(`results in ${address}`, 78)).toBe(
      `results in ${address.slice(0, 23)}...${address.slice(-22)}`,
    );
    expect(shortened('short', 78)).toBe('short');
  });
  test('are wrapped at spaces, with no word lost', () => {
    const line = Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ');
    const lines = wrapped(line, 4);
    expect(lines.every(({ length }) => length <= 100)).toBe(true);
    expect(lines.map((one) => one.trim()).join(' ')).toBe(line);
    expect(wrapped(address, 4)).toEqual([address]);
  });
  test('have a word that is longer than a line shortened, wherever it stands', () => {
    const word = `${'a'.repeat(150)}/end`;
    const [first = '', second = '', ...more] = wrapped(`next  ${word} waits`, 6);
    expect([first, second, more]).toEqual([
      expect.stringMatching(/^next {2}a+\.\.\.a+\/end$/),
      '      waits',
      [],
    ]);
    expect(first).toHaveLength(100);
  });
  test('break no command, and show it and an address whole, on a line of its own where there is no room', () => {
    const command = `\`aws s3 cp 's3://from/a b/' s3://to/${'x'.repeat(90)}/ --recursive\``;
    expect(wrapped(`Copy it there: ${command}, then look at ${address}.`, 2, 80)).toEqual([
      'Copy it there:',
      `  ${command},`,
      '  then look at',
      `  ${address}.`,
    ]);
    expect(wrapped(`results    ${address}`, 2, 60)).toEqual([`results    ${address}`]);
    expect(wrapped('a lone ` is a word as others are '.repeat(4).trim(), 2, 80)).toHaveLength(2);
    expect(shortened(`a ${command} ${address}`, 80)).toContain(command);
  });
  test('never show half of a character', () => {
    for (const length of [60, 61, 62, 63])
      expect(shortened(`${'a'.repeat(length)}${'\u{1f600}'.repeat(90)}`, 40).isWellFormed()).toBe(true);
  });
});

test('where nobody watches, progress is a line every ten seconds', () => {
  const written: string[] = [];
  let time = 0;
  const screen = createScreen({ write: (text: string) => written.push(text) > 0 }, { now: () => time });
  for (; time <= 25_000; time += 200) screen.status(`  importing ${time}`);
  screen.status(undefined);
  expect(written).toEqual(['importing 10000\n', 'importing 20000\n']);
});
