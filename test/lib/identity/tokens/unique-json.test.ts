import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseUniqueJson } from '../../../../lib/identity/tokens/unique-json.ts';

describe('JSON with unique names', () => {
  test.each([
    ['{"a":1,"a":2}'],
    ['{"a":{"b":1,"c":{},"b":2}}'],
    ['{"a":[{"b":1,"b":1}]}'],
    ['{"iss":"x","\\u0069ss":"y"}'],
    ['{"a":1,"x":"}","a":2}'],
    ['{"a\\"":1,"a\\"":2}'],
  ])('refuses %s', (text) => {
    expect(parseUniqueJson(text)).toBeUndefined();
  });

  test.each([
    ['{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}'],
    ['{"a":"a","b":"\\"a\\":1","c":["a","a"]}'],
    ['{"a\\\\":1,"a":2}'],
    ['{"__proto__":1,"constructor":2}'],
  ])('reads %s as JSON.parse does', (text) => {
    expect(parseUniqueJson(text)).toEqual(JSON.parse(text));
  });

  test.each(['', 'null', '[]', '"a"', '1', '{"a":1', '{"a":1}x'])('is no object: %s', (text) => {
    expect(parseUniqueJson(text)).toBeUndefined();
  });

  test('is every object that JSON.stringify writes, and none that says a name again', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (object) => {
        const text = JSON.stringify(object);
        expect(parseUniqueJson(text)).toEqual(JSON.parse(text));
        const [name] = Object.keys(object);
        expect(parseUniqueJson(`${text.slice(0, -1)},${JSON.stringify(name)}:0}`)).toBeUndefined();
      }),
    );
  });
});
