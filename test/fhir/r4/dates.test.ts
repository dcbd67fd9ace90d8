import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDate, isDateTime, isInstant, isTime } from '../../../fhir/r4/dates.ts';

test.each([
  ['2024', true],
  ['2024-02', true],
  ['2024-02-29', true],
  ['2023-02-29', false],
  ['1900-02-29', false],
  ['2000-02-29', true],
  ['2024-04-31', false],
  ['2024-13', false],
  ['2024-00', false],
  ['2024-1', false],
  ['0000', false],
  ['24', false],
  ['', false],
  ['2024-02-29T', false],
  ['2024/02/29', false],
  ['٢٠٢٤', false],
])('%s as a date: %s', (text, right) => {
  expect([isDate(text), isDateTime(text)]).toEqual([right, right]);
});

test.each([
  ['2024-02-29T23:59:60Z', true],
  ['2024-02-29T00:00:00.000+14:00', true],
  ['2024-02-29T00:00:00-13:59', true],
  ['2024-02-29T00:00:00+14:01', false],
  ['2024-02-29T00:00:00', false],
  ['2024-02-29T00:00Z', false],
  ['2024-02-29T24:00:00Z', false],
  ['2024-02-29T00:60:00Z', false],
  ['2024-02-29T00:00:00.Z', false],
  ['2024-02-29t00:00:00Z', false],
  ['2024-02-29T00:00:00z', false],
  ['2024-02-30T00:00:00Z', false],
  ['2024-02-29T00:00:00+1400', false],
  ['2024-02-29T00:00:00Z ', false],
])('%s as a date with a time: %s', (text, right) => {
  expect([isInstant(text), isDateTime(text)]).toEqual([right, right]);
});

test('a time has hours, minutes and seconds, and no zone', () => {
  expect(['12:00:00', '23:59:60.5', '24:00:00', '12:00', '12:00:00Z'].map(isTime)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('what a calendar has is a date, and its neighbours are only what the calendar has', () => {
  const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 40 }), (date, other) => {
      const text = date.toISOString();
      expect([isDate(text.slice(0, 10)), isInstant(text)]).toEqual([true, true]);
      const changed = `${text.slice(0, 8)}${String(other).padStart(2, '0')}`;
      const parsed = new Date(`${changed}T00:00:00Z`);
      const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(changed);
      expect(isDate(changed)).toBe(exists);
    }),
  );
});
