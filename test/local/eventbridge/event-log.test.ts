import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { createLog } from '../../../local/eventbridge/event-log.ts';

interface Entry {
  kind: string;
  detail: { importId?: string };
}

const filled = (count: number) => {
  const database = new DatabaseSync(':memory:');
  const log = createLog<Entry>(database, 'log', count, '$.detail.importId');
  database.exec('BEGIN');
  for (let at = 1; at <= count; at += 1)
    log.append({ kind: at % 1000 === 0 ? 'rare' : 'usual', detail: { importId: `imp-${at % 10_000}` } });
  database.exec('COMMIT');
  return log;
};

const ALL = { before: null, name: null, most: 50, mostRead: 5000 };

test('100,000 entries are read backwards page by page, and no page reads more rows than it may', () => {
  const log = filled(100_000);
  let read = 0;
  const page = log.before({ ...ALL, isWanted: () => ++read > 0 });
  expect(page.entries.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 50 }, (_, at) => 100_000 - at),
  );
  expect([read, page.next]).toEqual([50, 99_951]);

  read = 0;
  const rare = log.before({ ...ALL, isWanted: ({ kind }) => ++read > 0 && kind === 'rare' });
  expect(rare.entries.map(({ sequence }) => sequence)).toEqual([100_000, 99_000, 98_000, 97_000, 96_000]);
  expect([read, rare.next]).toEqual([5000, 95_001]);
  const next = log.before({ ...ALL, before: rare.next, isWanted: ({ kind }) => kind === 'rare' });
  expect(next.entries[0]?.sequence).toBe(95_000);
});

test('entries of one name are found without reading the others, and the log ends with null', () => {
  const log = filled(20_000);
  let read = 0;
  const page = log.before({ ...ALL, name: 'imp-7', isWanted: () => ++read > 0 });
  expect(page).toMatchObject({ entries: [{ sequence: 10_007 }, { sequence: 7 }], next: null });
  expect(read).toBe(2);
  expect(log.before({ ...ALL, before: 1, isWanted: () => true })).toEqual({ entries: [], next: null });
});
