import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PRIMITIVES } from '../../../fhir/r4/primitives.ts';

const is = (type: string, value: unknown): boolean => PRIMITIVES[type]?.(value) ?? false;

test.each<[type: string, right: unknown[], wrong: unknown[]]>([
  ['base64Binary', ['YQ==', 'YWJj', 'YW Jj\nYWJj'], ['', 'YQ=', 'YQ', 'YQ==YWJj', 'Y-_j', '=YWJ', ' ', 1]],
  ['boolean', [true, false], ['true', 1, null]],
  ['code', ['a', 'a b', 'a-b_c'], ['', ' a', 'a ', 'a  b', 'a\tb ', 1]],
  ['decimal', [0, -1.5, 1e-7], ['1', true, null]],
  ['id', ['a', 'A-1.b', 'x'.repeat(64)], ['', 'x'.repeat(65), 'a_b', 'ä', 'a b']],
  ['integer', [0, -2147483648, 2147483647], [2147483648, 0.5, '1', Infinity]],
  ['markdown', ['# a\n'], ['', ' \n']],
  ['oid', ['urn:oid:1.2.840'], ['1.2.840', 'urn:oid:3.1', 'urn:oid:1.02']],
  ['positiveInt', [1], [0, -1, 1.5]],
  ['string', ['a', ' a ', 'x'.repeat(1048576)], ['', '   ', '\t', 'x'.repeat(1048577), 1, {}]],
  ['unsignedInt', [0, 1], [-1]],
  ['uri', ['http://a/b', 'urn:x', 'a'], ['', 'a b', ' a']],
  ['canonical', ['http://a/b|1'], ['a b']],
  [
    'uuid',
    ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    ['urn:uuid:C757873D-EC9A-4326-A141-556F43239520'],
  ],
])('%s takes what R4 says', (type, right, wrong) => {
  expect(right.filter((value) => !is(type, value))).toEqual([]);
  expect(wrong.filter((value) => is(type, value))).toEqual([]);
});

test('base64 of any bytes is taken, with line ends in it, too', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      expect([is('base64Binary', text), is('base64Binary', text.replaceAll(/.{4}/g, '$&\n'))]).toEqual([
        true,
        true,
      ]);
    }),
  );
});

test('no value of any kind makes a check throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(PRIMITIVES)), fc.jsonValue(), (type, value) => {
      expect(typeof is(type, value)).toBe('boolean');
    }),
  );
});
