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
  [
    '{"a":1}\0\0',
    'a zero byte (NUL) stands there: was the file filled up with them, or cut off while it was written? (character 8 of the line)',
  ],
  [
    '\0',
    'a zero byte (NUL) stands there: was the file filled up with them, or cut off while it was written? (character 1 of the line)',
  ],
  [
    '{"a":1}\u001a',
    'a Ctrl-Z stands there, by which DOS marks the end of a file: take it out (character 8 of the line)',
  ],
  [
    '\u001a',
    'a Ctrl-Z stands there, by which DOS marks the end of a file: take it out (character 1 of the line)',
  ],
  [
    '\u001e{"a":1}',
    'a record separator (RS) stands there: the file is a JSON text sequence (RFC 7464), take the separators out (character 1 of the line)',
  ],
  ['{"a":1}\f', 'a form feed stands there: take it out (character 8 of the line)'],
  ['  \f', 'a form feed stands there: take it out (character 3 of the line)'],
  ['{"a":1}\u2028', 'a line separator (U+2028) stands there: end lines with LF (character 8 of the line)'],
  ['{"a":1}\u00a0', 'a no-break space stands there: take it out (character 8 of the line)'],
  ['{"a":1}\uFEFF', 'a byte order mark stands there: were files put together? (character 8 of the line)'],
  ['{"a":1}\r{"b":1}', 'lines end with CR alone: end them with LF (character 9 of the line)'],
  ['{"a":"\0"}', 'a text has a control character that is not escaped (character 7 of the line)'],
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
