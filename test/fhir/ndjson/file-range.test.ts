import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newRangeMemory, RANGE_BYTES, readRange } from '../../../fhir/ndjson/file-range.ts';

const folder = mkdtempSync(join(tmpdir(), 'inlet-range-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const memory = newRangeMemory();
const LONGEST = 1e9;

/** Where an import cuts a file of up to a hundred megabytes. */
const EVERY_RANGE = Array.from({ length: 100 }, (_, at) => (at + 1) * RANGE_BYTES);

interface Found {
  text: string | null;
  position: number;
}

/** The lines of a file that is cut at some positions. */
function readCut(content: string, cuts: readonly number[], longest = LONGEST, from = 0): Found[] {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const size = Buffer.byteLength(content);
  const edges = [...new Set([from, ...cuts.filter((cut) => cut < size), size])].sort(
    (one, other) => one - other,
  );
  const file = openSync(path, 'r');
  try {
    return edges.slice(1).flatMap((to, index) => {
      const read = readRange(file, { from: edges[index] ?? 0, to }, memory, longest);
      return Array.from(read?.lines ?? [], ({ start, end, isTooLong, position }) => ({
        text: isTooLong ? null : (read?.memory.toString('utf8', start, end) ?? ''),
        position,
      }));
    });
  } finally {
    closeSync(file);
  }
}

test('wherever a file is cut, each line is in one part, whole', () => {
  const lines = fc.array(fc.stringMatching(/^[a-zä\r]{0,9}$/u), { minLength: 1, maxLength: 12 });
  const cuts = fc.array(fc.nat(80), { maxLength: 8 });
  fc.assert(
    fc.property(
      lines,
      cuts,
      fc.constantFrom('', '\uFEFF'),
      fc.constantFrom(LONGEST, 5),
      (texts, at, mark, most) => {
        const content = mark + texts.join('\n');
        expect(readCut(content, at, most)).toEqual(readCut(content, [], most));
      },
    ),
  );
});

test('a line that goes on far behind its part is whole, and the parts within it have none', () => {
  const long = 'x'.repeat(3_000_000);
  const found = readCut(`a\n${long}\nb`, [1_000_000, 1_000_001, 2_000_000]);
  expect(found.map(({ text }) => text?.length)).toEqual([1, long.length, 1]);
});

test('a line that is too long is told once, with where it ends', () => {
  const long = 'x'.repeat(3_000_000);
  expect(readCut(`a\n${long}\nb`, [1_000_000, 2_000_000], 1_000_000)).toEqual([
    { text: 'a', position: 2 },
    { text: null, position: 2 + long.length + 1 },
    { text: 'b', position: 2 + long.length + 2 },
  ]);
});

test('what would take more memory than allowed is not read', () => {
  const path = join(folder, 'file');
  writeFileSync(path, `a\n${'x'.repeat(3_000_000)}\n`);
  const file = openSync(path, 'r');
  expect(readRange(file, { from: 0, to: 1_000_000 }, memory, LONGEST, 2_000_000)).toBeUndefined();
  closeSync(file);
});

const texts = (content: string, longest?: number): (string | null)[] =>
  readCut(content, EVERY_RANGE, longest).map(({ text }) => text);

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
      const all = readCut(content, []);
      for (const [index, { position }] of all.entries())
        expect(readCut(content, [], LONGEST, position)).toEqual(all.slice(index + 1));
    }),
    { numRuns: 30 },
  );
});
