import { describe, expect, test } from '@jest/globals';
import {
  batchReadUnits,
  readUnits,
  rowBytes,
  writeUnits,
} from '../../../../tools/bench/aws-calls/request-units.ts';

const filled = (bytes: number) => ({ a: 'x'.repeat(bytes - 1) });
const open = { openPk: 'OPEN', openSk: '1' };

describe('the size of a row', () => {
  test('is that of its names and values', () => {
    expect(rowBytes({ pk: 'abc', ok: true, gone: null, count: 1234 })).toBe(5 + 3 + 5 + 8);
    expect(rowBytes({ text: 'ä', list: ['a', 'bc'], map: { k: 'v' } })).toBe(6 + 4 + 3 + 2 + 3 + 3 + 3 + 3);
    expect(rowBytes({ a: undefined, b: new Set(['xy', 'z']) })).toBe(1 + 1 + 3);
  });
});

describe('write request units', () => {
  test('are one for each begun kilobyte of the larger of both rows', () => {
    expect(writeUnits(undefined, filled(1024))).toBe(1);
    expect(writeUnits(undefined, filled(1025))).toBe(2);
    expect(writeUnits(filled(3000), filled(10))).toBe(3);
    expect(writeUnits(filled(3000), undefined)).toBe(3);
  });

  test('count the index where a row enters it, leaves it, changes in it, or moves in it', () => {
    expect(writeUnits(undefined, open)).toBe(2);
    expect(writeUnits(open, {})).toBe(2);
    expect(writeUnits(open, undefined)).toBe(2);
    expect(writeUnits(open, { ...open, other: 1 })).toBe(2);
    expect(writeUnits(open, { ...open, openSk: '2' })).toBe(3);
    expect(writeUnits(open, { ...open })).toBe(1);
    expect(writeUnits({}, { openPk: 'half a key' })).toBe(1);
  });
});

describe('read request units', () => {
  test('are one for four kilobytes of an answer, half of it where it need not be the newest', () => {
    expect(readUnits([filled(4096)], true)).toBe(1);
    expect(readUnits([filled(4096), filled(1)], true)).toBe(2);
    expect(readUnits([], false)).toBe(0.5);
  });

  test('are rounded up for each row of a batch, those that are not there included', () => {
    expect(batchReadUnits(3, [filled(10), filled(10)], true)).toBe(3);
    expect(batchReadUnits(1, [], false)).toBe(0.5);
  });
});
