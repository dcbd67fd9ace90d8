import { expect, test } from '@jest/globals';
import { order, orderOfItems } from '../../../fhir/fhirpath/order.ts';

test.each<[one: unknown, other: unknown, result: number | undefined]>([
  ['1970-01', '1970-02', -1],
  ['1970-01', '1970-01-05', undefined],
  // A day may be of any time zone of the world.
  ['2020-02-29', '2020-03-01T12:00:00+14:00', undefined],
  ['2020-02-29', '2020-03-01T12:00:00Z', -1],
  ['2020-03-01T12:00:00Z', '2020-02-29', 1],
  ['2020-03', '2020-03-31T23:00:00Z', undefined],
  ['9999-12-31', '9999-12-31T23:59:59-01:00', undefined],
  ['2020-01-01T00:00:00Z', '9999-12-31T23:59:60+14:00', -1],
  ['2020-01-01T01:00:00+01:00', '2020-01-01T00:00:00Z', 0],
  ['a', 'b', -1],
  [2, 1, 1],
  [{ value: 1, unit: 'mm' }, { value: 2, unit: 'mm' }, -1],
  [{ value: 1, unit: 'mm' }, { value: 2, unit: 'cm' }, undefined],
])('the order of %j and %j is %s', (one, other, result) => {
  const found = order(one, other);
  expect(found === undefined ? undefined : Math.sign(found)).toBe(result);
});

test('items are compared by what they are: times by their fraction, texts as texts, a date with no text', () => {
  const time = (value: string): { value: string; type: string } => ({ value, type: 'time' });
  const text = (value: string): { value: string; type: string } => ({ value, type: 'string' });
  expect([
    orderOfItems(time('13:30:00.5'), time('13:30:00.50')),
    orderOfItems(time('13:30:00'), time('13:30:00.000')),
    orderOfItems(time('13:30:00'), time('13:30:00.1')),
    orderOfItems(text('2020'), text('2020-01')),
    orderOfItems(text('2020'), { value: '2020', type: 'date' }),
  ]).toEqual([0, 0, -1, -1, NaN]);
});
