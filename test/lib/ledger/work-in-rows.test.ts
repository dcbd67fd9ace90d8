import { expect, test } from '@jest/globals';
import { pendingKeys } from '../../../lib/ledger/pending-keys.ts';
import { isOpenWork, workInRows } from '../../../lib/ledger/work-in-rows.ts';

const file = (key: string, state: string) => ({ pk: `FILE#inbox/${key}`, sk: '-', state });

test('an empty table holds no work', async () => {
  expect(await workInRows([])).toEqual({ imports: [], pendingArrivals: 0 });
});

test('only arrivals that no import has taken count as pending', async () => {
  const rows = ['pending', 'assigned', 'pending', 'rejected'].map((state, index) => file(`${index}`, state));
  expect(await workInRows(rows)).toMatchObject({ pendingArrivals: 2 });
});

test('imports are found among all other rows, ended or not', async () => {
  const ended = { pk: 'IMPORT#a', sk: 'import', importId: 'a', state: 'ENDED' };
  const planned = { pk: 'IMPORT#b', sk: 'import', importId: 'b', state: 'PLANNED', openPk: 'OPEN#IMPORT' };
  const work = await workInRows([file('x', 'assigned'), ended, { pk: 'JOB#d', sk: 'j' }, planned]);
  expect(work.imports.map(({ importId }) => importId)).toEqual(['a', 'b']);
});

test('files, imports and jobs that wait are open work; a drop that waits for more files and an ended import are not', () => {
  const { openPk: pending } = pendingKeys({ key: 'a', route: 'r', drop: 'd/', recordedAt: 0 });
  for (const openPk of [pending, 'OPEN#IMPORT', 'OPEN#JOB']) expect(isOpenWork({ openPk })).toBe(true);
  for (const openPk of ['OPEN#DROP', 'ENDED#IMPORT']) expect(isOpenWork({ openPk })).toBe(false);
});
