import { expect, test } from '@jest/globals';
import { writtenNumbers } from '../../../fhir/json/written-numbers.ts';

test('numbers are found as they are written, by what holds them', () => {
  const text = '{"a":1.10,"b":{"c":1e2,"d":"1.10"},"e":[0.0,{"f":-0.50}],"g":null,"h":true,"a2":1.10}';
  const parsed = JSON.parse(text) as { b: object; e: [number, object] };
  const written = writtenNumbers(text, parsed);
  expect([written(parsed, 'a'), written(parsed.b, 'c'), written(parsed.e, '0')]).toEqual([
    '1.10',
    '1e2',
    '0.0',
  ]);
  expect(written(parsed.e[1], 'f')).toBe('-0.50');
  for (const [holder, member] of [
    [parsed.b, 'd'],
    [parsed, 'g'],
    [parsed, 'h'],
    [parsed, 'nothing'],
    [{}, 'a'],
  ] as const)
    expect(written(holder, member)).toBeUndefined();
});

test('of a key that is there twice the last counts, as JSON.parse has it', () => {
  const text = '{"a":1.10,"a":2.20}';
  const parsed = JSON.parse(text) as object;
  expect(writtenNumbers(text, parsed)(parsed, 'a')).toBe('2.20');
});

test('the depth of a line does not matter', () => {
  const depth = 2000;
  const text = `${'{"a":'.repeat(depth)}1.50${'}'.repeat(depth)}`;
  let holder = JSON.parse(text) as { a: unknown };
  const written = writtenNumbers(text, holder);
  while (typeof holder.a === 'object') holder = holder.a as { a: unknown };
  expect(written(holder, 'a')).toBe('1.50');
});
