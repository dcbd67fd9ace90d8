import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linesOf } from '../../../local/fhir/lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'inlet-lines-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string | Buffer, longest = 1e9, from = 0): { text: string | null; end: number }[] {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const file = openSync(path, 'r');
  try {
    return Array.from(linesOf(file, from, longest), ({ bytes, end }) => ({
      text: bytes?.toString('utf8') ?? null,
      end,
    }));
  } finally {
    closeSync(file);
  }
}

const texts = (content: string | Buffer, longest?: number): (string | null)[] =>
  read(content, longest).map(({ text }) => text);

test('LF and CRLF end a line, and the last may go without', () => {
  expect(texts('a\nb\r\n\nc')).toEqual(['a', 'b', '', 'c']);
  expect(texts('')).toEqual([]);
  expect(texts('\n')).toEqual(['']);
});

test('a byte order mark is no part of the first line, and stays in others', () => {
  expect(texts('\uFEFFa\n\uFEFFb')).toEqual(['a', '\uFEFFb']);
});

test('a line longer than a chunk is whole', () => {
  const long = 'x'.repeat(3_000_000);
  expect(texts(`a\n${long}\nb`)).toEqual(['a', long, 'b']);
});

test('very long lines behind each other are whole, and so is what stands between them', () => {
  const long = 'x'.repeat(9_000_000);
  const lines = [`${long}1`, 'a', '', `${long}22`, `${long}333`];
  const found = texts(`${lines.join('\n')}\n`);
  expect(found.map((text) => text?.length)).toEqual(lines.map(({ length }) => length));
  expect(found.map((text) => text?.slice(-3))).toEqual(lines.map((line) => line.slice(-3)));
});

test('a line longer than allowed is passed over, and the next is read', () => {
  const long = 'x'.repeat(2_000_000);
  expect(texts(`a\n${long}\nb\n${long}`, 1_000_000)).toEqual(['a', null, 'b', null]);
  expect(texts('abc\nabcd\nabc', 3)).toEqual(['abc', null, 'abc']);
});

test('reading goes on behind any line as if it had not stopped', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zä\r]{0,20}$/u), { minLength: 1 }), (lines) => {
      const content = lines.join('\n');
      const all = read(content);
      for (const [index, { end }] of all.entries())
        expect(read(content, 1e9, end)).toEqual(all.slice(index + 1));
    }),
    { numRuns: 30 },
  );
});
