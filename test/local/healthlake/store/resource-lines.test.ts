import { expect, test } from '@jest/globals';
import type { ValidatedRange } from '../../../../fhir/validate/validate-range.ts';
import { NO_LINES } from '../../../../fhir/validate/validate-range.ts';
import { resourceLines } from '../../../../local/healthlake/store/resource-lines.ts';

/** A range of lines, of which those that begin with a brace are stored. */
function rangeOf(text: string, marked: ValidatedRange['marked'] = new Map()): ValidatedRange {
  const places: number[] = [];
  for (const match of text.matchAll(/\{[^\r\n]*/g))
    places.push(match.index, match.index + match[0].length, 0, 1, 0);
  return { ...NO_LINES, memory: Buffer.from(text), places: Uint32Array.from(places), marked };
}

const textOf = (range: ValidatedRange): string => Buffer.concat(resourceLines(range).pieces).toString();
const linesOf = (range: ValidatedRange): string[] => {
  const { starts, lengths } = resourceLines(range);
  return starts.map((start, at) => textOf(range).slice(start, start + (lengths[at] ?? 0)));
};

test.each([
  ['{a}\n{b}\n', '{a}\n{b}\n', 1],
  ['{a}\n{b}', '{a}\n{b}\n', 2],
  ['{a}\r\n{b}\r\n', '{a}\r\n{b}\n', 2],
  ['{a}\nrefused\n{b}\n', '{a}\n{b}\n', 2],
  ['rest of a line\n{a}\n\n \t\n{b}\nbegin of', '{a}\n{b}\n', 2],
  ['refused\n', '', 0],
])('of %j is stored %j', (text, stored, pieces) => {
  const range = rangeOf(text);
  const { pieces: found, bytes } = resourceLines(range);
  expect([textOf(range), found.length, bytes]).toEqual([stored, pieces, stored.length]);
  expect(linesOf(range)).toEqual(['{a}', '{b}'].slice(0, stored === '' ? 0 : 2));
});

test('what is stored in place of a line is a line of its own', () => {
  const range = rangeOf('{a}\n{b}\n{c}\n', new Map([[1, { body: Buffer.from('{other}'), issues: [] }]]));
  expect(textOf(range)).toBe('{a}\n{other}\n{c}\n');
  expect(linesOf(range)).toEqual(['{a}', '{other}', '{c}']);
});
