import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseLine } from '../../../fhir/json/invalid-json.ts';

const hint = (line: string | Buffer): string | undefined => {
  const parsed = parseLine(Buffer.from(line));
  return 'errors' in parsed ? parsed.errors.map(({ diagnostics }) => diagnostics).join(' | ') : undefined;
};

const INVALID = 'Invalid JSON found in input file';

test.each<[line: string | Buffer, hint: string]>([
  ['{"a":1', 'the line breaks off: is one resource written over several lines?'],
  ['{"a":"b', 'the line breaks off: is one resource written over several lines?'],
  ['{', 'the line breaks off: is one resource written over several lines?'],
  ['{"a":1}{"b":2}', 'more than one value stands on the line (character 8 of the line)'],
  ['{"a":1},', 'more than one value stands on the line (character 8 of the line)'],
  ['\uFEFF{"a":1}', 'a byte order mark stands before the resource: were files put together?'],
  ['{"a":"\u0001"}', 'a text has a control character that is not escaped (character 7 of the line)'],
  ['{"a":"\\x"}', 'a text has a bad escape (character 8 of the line)'],
  ["{'a':1}", 'what stands there is no JSON (character 2 of the line)'],
  ['{"a":1,}', 'what stands there is no JSON (character 8 of the line)'],
  ['{"a":01}', 'what stands there is no JSON (character 7 of the line)'],
  [Buffer.from('{"a":"\xe4"}', 'latin1'), 'the line is not UTF-8'],
  [Buffer.from([0x7b, 0x00, 0xff, 0x00]), 'the line has zero bytes: the file is no text in UTF-8'],
])('%j is invalid: %s', (line, why) => {
  expect(hint(line)).toBe(`${INVALID} | ${why}`);
});

test('what is told of a line never has its content in it', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.stringMatching(/^[ -~]{0,3}$/), (at, added) => {
      const line = '{"name":"Secretname","number":"Secretnumber"}';
      expect(hint(line.slice(0, at) + added + line.slice(at + 2)) ?? '').not.toMatch(/Secret/);
    }),
  );
});

test('where the parser tells no position, only that it is invalid is told', () => {
  expect(hint('{"a":NaN}')).toBe(INVALID);
});

test('JSON is parsed', () => {
  expect(parseLine(Buffer.from('{"ä":1}'))).toEqual({ text: '{"ä":1}', value: { ä: 1 } });
});
