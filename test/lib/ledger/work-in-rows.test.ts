import { expect, test } from '@jest/globals';
import { workInRows } from '../../../lib/ledger/work-in-rows.ts';

const file = (key: string, state: string) => ({ pk: `FILE#inbox/${key}`, sk: '-', state });

test('an empty table holds no work', () => {
  expect(workInRows([])).toEqual({ imports: [], pendingArrivals: 0, isOpen: false });
});

test('only arrivals that no import has taken count as pending', () => {
  const rows = ['pending', 'assigned', 'pending', 'rejected'].map((state, index) => file(`${index}`, state));
  expect(workInRows(rows)).toMatchObject({ pendingArrivals: 2, isOpen: false });
});

test('imports are found among all other rows, ended or not', () => {
  const ended = { pk: 'IMPORT#a', sk: 'import', importId: 'a', state: 'ENDED' };
  const planned = { pk: 'IMPORT#b', sk: 'import', importId: 'b', state: 'PLANNED', openPk: 'OPEN#IMPORT' };
  const work = workInRows([file('x', 'assigned'), ended, { pk: 'JOB#d', sk: 'j' }, planned]);
  expect(work.imports.map(({ importId }) => importId)).toEqual(['a', 'b']);
  expect(work.isOpen).toBe(true);
});

test('a followed job is open work; a drop that waits for more files is not', () => {
  expect(workInRows([{ pk: 'JOB#d', sk: 'j', openPk: 'OPEN#JOB' }]).isOpen).toBe(true);
  expect(workInRows([{ pk: 'DROP#r', sk: 'd', openPk: 'OPEN#DROP' }]).isOpen).toBe(false);
});
