import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newRangeMemory, readRange } from '../../../local/fhir/file-range.ts';

const folder = mkdtempSync(join(tmpdir(), 'inlet-range-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const memory = newRangeMemory();
const LONGEST = 1e9;

interface Found {
  text: string | null;
  position: number;
}

/** The lines of a file that is cut at some positions. */
function readCut(content: string, cuts: readonly number[], longest = LONGEST): Found[] {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const size = Buffer.byteLength(content);
  const edges = [...new Set([0, ...cuts.filter((cut) => cut < size), size])].sort(
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
