import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dateRange } from '../../../fhir/search/date-range.ts';

const iso = (text: string) => {
  const range = dateRange(text);
  return range && [range.start, range.end].map((time) => new Date(time).toISOString());
};

test.each([
  ['2026', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['0001', '0001-01-01T00:00:00.000Z', '0002-01-01T00:00:00.000Z'],
  ['0099-12', '0099-12-01T00:00:00.000Z', '0100-01-01T00:00:00.000Z'],
  ['2026-12', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2024-02', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['2026-01-31T23:59', '2026-01-31T23:59:00.000Z', '2026-02-01T00:00:00.000Z'],
  ['2026-01-31T12:00:05Z', '2026-01-31T12:00:05.000Z', '2026-01-31T12:00:06.000Z'],
  ['2026-01-31T12:00:05.5Z', '2026-01-31T12:00:05.500Z', '2026-01-31T12:00:05.501Z'],
  ['2026-01-31T12:00:05.1234567890123Z', '2026-01-31T12:00:05.123Z', '2026-01-31T12:00:05.124Z'],
  ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z', '2017-01-01T00:00:00.000Z'],
  ['2026-01-31T12:00+02:00', '2026-01-31T10:00:00.000Z', '2026-01-31T10:01:00.000Z'],
  ['2026-01-31T12:00:00-05:30', '2026-01-31T17:30:00.000Z', '2026-01-31T17:30:01.000Z'],
])('%s is from %s to %s', (text, start, end) => {
  expect(iso(text)).toEqual([start, end]);
});

test.each([
  '',
  '26',
  '2026-13',
  '2026-02-29',
  '2026-01-31T24:00',
  '2026-01-31T12',
  '2026-01-31T12:00:61Z',
  '2026-01-31T12:00+15:00',
  '2026-01-31 12:00',
  'now',
])('%j is no date', (text) => {
  expect(dateRange(text)).toBeUndefined();
});

test('every instant lies in the range of its own text, at any precision', () => {
  const instant = fc.date({
    min: new Date('1900-01-01T00:00:00Z'),
    max: new Date('2100-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instant, fc.constantFrom(4, 7, 10, 16, 19, 23), (date, length) => {
      const range = dateRange(date.toISOString().slice(0, length));
      expect(range && range.start <= date.getTime() && date.getTime() < range.end).toBe(true);
    }),
  );
});
