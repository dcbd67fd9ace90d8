import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { DISK_FULL, isDiskFull, tellable } from '../../../local/ground/disk-full.ts';
import { BUSY, openDatabase, transaction } from '../../../local/ground/sqlite.ts';
import { temporaryFolder } from '../../support/cloud.ts';

const noRoom = (): Error =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** SQLITE_BUSY_SNAPSHOT: one of the codes that say more of SQLITE_BUSY. */
const busy = (): Error => Object.assign(new Error('database is locked'), { errcode: 517 });

test.each<[boolean, unknown]>([
  [true, noRoom()],
  [true, Object.assign(new Error('write failed'), { code: 'EDQUOT' })],
  [true, Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })],
  [true, new Error('database or disk is full')],
  [true, new Error('IO error: /x/000005.log: No space left on device')],
  [true, new Error('Could not write', { cause: noRoom() })],
  [false, Object.assign(new Error('database is locked'), { errcode: 5 })],
  [false, new Error('the folder is full of files')],
  [false, 'ENOSPC'],
  [false, undefined],
])('%p: a full disk is %p', (expected, error) => {
  expect(isDiskFull(error)).toBe(expected);
});

test('a client is told of refusals, of a full disk and of others who write, and of nothing else', () => {
  const refusal = new AwsError('ValidationException', 'x');
  expect(tellable(refusal)).toBe(refusal);
  expect(tellable(noRoom())).toMatchObject({ code: 'InsufficientStorage', status: 507, message: DISK_FULL });
  expect(tellable(busy())).toMatchObject({ code: 'ServiceUnavailable', status: 503, message: BUSY });
  expect(tellable(new Error('row of Ms. Doe'))).toBeUndefined();
});

describe('a transaction', () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: ReturnType<typeof openDatabase>;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    database = openDatabase(temporary.folder, 'x.sqlite');
    database.exec('CREATE TABLE t (v TEXT)');
  });
  afterEach(async () => {
    database.close();
    await temporary.remove();
  });
  const insert = (text: string) => database.prepare('INSERT INTO t VALUES (?)').run(text);
  const rows = () =>
    database
      .prepare('SELECT v FROM t')
      .all()
      .map(({ v }) => v);

  test('that finds no room says so, keeps nothing, and the next one with room is kept', () => {
    const limit = database.prepare('PRAGMA max_page_count = 1').get();
    expect(limit).toBeDefined();
    for (const nested of [false, true])
      expect(() => {
        transaction(database, () => {
          const work = () => {
            insert('small');
            insert('x'.repeat(100_000));
          };
          if (nested) transaction(database, work);
          else work();
        });
      }).toThrow('database or disk is full');
    expect([rows(), database.isTransaction]).toEqual([[], false]);
    database.exec('PRAGMA max_page_count = 100000');
    transaction(database, () => insert('x'));
    expect(rows()).toEqual(['x']);
  });

  test.each([1, 2])('that SQLite rolled back by itself, %d deep, keeps its cause', (depth) => {
    const cause = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    const deep = (left: number): unknown =>
      transaction(database, () => {
        insert(`${left}`);
        if (left > 1) return deep(left - 1);
        database.exec('ROLLBACK');
        throw cause;
      });
    expect(() => deep(depth)).toThrow(cause);
    expect([rows(), database.isTransaction]).toEqual([[], false]);
  });
});

describe('what the clock runs', () => {
  const faults: unknown[] = [];
  const clock = createClock(
    0,
    () => 0,
    (error) => faults.push(error),
  );
  beforeEach(() => {
    faults.length = 0;
  });

  test.each([
    ['the disk is full', noRoom()],
    ['others write', busy()],
  ])('is run again each second while %s, and once when all is well', async (_, trouble) => {
    const first = clock.now() + 1000;
    let isIll = true;
    const runs: number[] = [];
    clock.at(clock.now() + 1000, () => {
      runs.push(clock.now());
      if (isIll) throw trouble;
    });
    await clock.advance(3.5);
    expect([runs, faults.length]).toEqual([[first, first + 1000, first + 2000], 3]);
    isIll = false;
    await clock.advance(10);
    expect([runs.length, faults.length]).toEqual([4, 3]);
  });

  test('is told of and not run again where it failed for another reason; what is due later runs', async () => {
    const broken = new Error('broken');
    let runs = 0;
    clock.attempt(() => {
      runs++;
      throw broken;
    });
    clock.at(clock.now() + 1000, () => {
      throw broken;
    });
    clock.at(clock.now() + 2000, () => runs++);
    await clock.advance(5);
    expect([runs, faults]).toEqual([2, [broken, broken]]);
    clock.stop();
  });
});
