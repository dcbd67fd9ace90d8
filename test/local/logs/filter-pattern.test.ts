import { describe, expect, test } from '@jest/globals';
import { parseFilterPattern } from '../../../local/logs/filter-pattern.ts';

describe('a filter pattern', () => {
  const line = '{"key":"a b/c.ndjson","text":"say \\"x\\""}';
  test.each([
    ['', true],
    ['a', true],
    ['A', false],
    ['"a b/c.ndjson"', true],
    ['"a b/d.ndjson"', false],
    ['key text', true],
    ['key nothing', false],
    ['key -nothing', true],
    ['key -text', false],
    ['?nothing ?"c.ndjson"', true],
    ['?nothing ?neither', false],
    ['"\\\\\\"x"', true],
  ])('%s on an event: %s', (pattern, matches) => {
    expect(parseFilterPattern(pattern)(line)).toBe(matches);
  });

  test.each(['{ $.key = "a" }', '[a, b]', '%a+%', 'a ?b'])('%s is not there, and says so', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(/does not have/);
  });

  test.each(['"open', 'a ? b', '-'])('%s is none', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(/Invalid filter pattern/);
  });
});
