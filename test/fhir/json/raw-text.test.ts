import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { scanText } from '../../../fhir/json/raw-text.ts';
import { readSource } from '../../../fhir/json/read-source.ts';

const keysOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>(
        (sum, each) => sum + keysOf(each),
        Array.isArray(value) ? 0 : Object.keys(value).length,
      )
    : 0;

const scan = (text: string, expected = 1000): ReturnType<typeof scanText> =>
  scanText(Buffer.from(text), expected);

test('the keys of a text are those that parsing finds, at any density; never fewer', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z_.:" ]*$/), fc.jsonValue()),
      fc.nat(2),
      (value, spaces) => {
        const text = JSON.stringify(value, null, spaces);
        expect(scan(text).keys).toBe(scan(text, 0).keys);
        if (!text.includes('\\"') && !text.includes('":')) expect(scan(text).keys).toBe(keysOf(value));
      },
    ),
  );
  expect(scan('{"a":{"b":[{"c":"d\\":e"}]}}').keys).toBe(3);
});

test('a key that is there twice is counted twice, and named with its place', () => {
  expect(scan('{"a":1,"a":2}').keys).toBe(2);
  const { faults, value } = readSource(Buffer.from('{"a":1,"b":[{"c":"},","\\u0063":2},{"c":3}],"a":2}'));
  expect(faults.map(({ path, text }) => [path, text])).toEqual([
    ['b[0]', "Duplicated property name: '@c'"],
    ['', "Duplicated property name: '@a'"],
  ]);
  expect(value).toEqual({ a: 2, b: [{ c: 2 }, { c: 3 }] });
});

test('keys that are there once are none twice, whatever the text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(2), (value, spaces) => {
      expect(readSource(Buffer.from(JSON.stringify(value, null, spaces))).faults).toEqual([]);
    }),
  );
});

test.each([
  ['{"a":1.0}', true],
  ['{"a": 1e3}', true],
  ['{"a":[1,2,3.0]}', true],
  ['{"a":1}', false],
  ['{"a":1.5}', false],
  ['{"a":"1.0"}', false],
])('%s has a whole number with a fraction: %s', (text, has) => {
  expect(scan(text).hasFractions).toBe(has);
});

test('half a surrogate pair is found', () => {
  expect(readSource(Buffer.from('{"a":"\\ud83d"}')).faults).toHaveLength(1);
  expect(readSource(Buffer.from('{"a":"\\ud83d\\ude00"}')).faults).toEqual([]);
});
