import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Arrival } from '../../../lib/ledger/arrivals.ts';
import {
  arrivalsOf,
  isOvertaken,
  newestArrival,
  paddedSequencer,
  putArrival,
} from '../../../lib/ledger/arrivals.ts';
import {
  assignArrival,
  markDuplicate,
  releaseArrival,
  supersedeArrival,
} from '../../../lib/ledger/arrival-states.ts';
import { pendingArrivals } from '../../../lib/ledger/pending-arrivals.ts';
import { closeDrop, forgetDrop, openDrops, reopenDrop, touchDrop } from '../../../lib/ledger/drops.ts';
import type { Import } from '../../../lib/ledger/imports.ts';
import {
  endImport,
  getImport,
  holdsItsFiles,
  openImports,
  putImport,
  updateImport,
} from '../../../lib/ledger/imports.ts';
import { underLease } from '../../../lib/ledger/leases.ts';
import { isDue } from '../../../lib/drops/decide-drop.ts';
import { startLedger } from '../../support/ledger.ts';
import { testRoute } from '../../support/routes.ts';

let ledger: Awaited<ReturnType<typeof startLedger>>;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.close());

let names = 0;
const fresh = (word: string): string => `${word}-${(names += 1)}`;

const arrival = (changes: Partial<Arrival> = {}): Arrival => ({
  bucket: 'inbox',
  key: fresh('key'),
  sequencer: paddedSequencer('0A'),
  versionId: 'v1',
  size: 10,
  etag: 'e1',
  route: 'default',
  drop: fresh('drop/'),
  recordedAt: 1000,
  state: 'pending',
  ...changes,
});

const pendingOf = async ({ route, drop }: Arrival) => {
  const rows = await Array.fromAsync(pendingArrivals(ledger, { route, drop }));
  return rows.map(({ key }) => key).sort();
};

describe('arrivals', () => {
  test('are recorded once for each key and sequencer', async () => {
    const one = arrival();
    expect([await putArrival(ledger, one), await putArrival(ledger, one)]).toEqual([true, false]);
    expect(await pendingOf(one)).toEqual([one.key]);
  });

  test('sort by S3’s own order, whatever the length and case of their sequencers', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (a, b) => {
          const [left, right] = [a, b].map((value) =>
            paddedSequencer(value.toString(16).padStart(16, '0').toUpperCase()),
          );
          expect((left ?? '') < (right ?? '')).toBe(a < b);
        },
      ),
    );
    expect(paddedSequencer('0055AED6DCD9')).toBe(paddedSequencer('0055aed6dcd900'));
  });

  test('are found newest first', async () => {
    const first = arrival();
    const second = { ...first, sequencer: paddedSequencer('0B'), versionId: 'v2' };
    await putArrival(ledger, second);
    await putArrival(ledger, first);
    expect((await newestArrival(ledger, first.bucket, first.key))?.versionId).toBe('v2');
    const rows = await Array.fromAsync(arrivalsOf(ledger, first.bucket, first.key));
    expect(rows.map(({ versionId }) => versionId)).toEqual(['v2', 'v1']);
  });

  test('leave the pending ones of their drop when an import takes them, and only that import has them', async () => {
    const one = arrival();
    await putArrival(ledger, one);
    expect(await assignArrival(ledger, one, 'imp-a')).toBe(true);
    expect(await assignArrival(ledger, one, 'imp-a')).toBe(true);
    expect(await assignArrival(ledger, one, 'imp-b')).toBe(false);
    expect(await pendingOf(one)).toEqual([]);
  });

  test('come back when their import is given up, and not for another import’s word', async () => {
    const one = arrival();
    await putArrival(ledger, one);
    await assignArrival(ledger, one, 'imp-a');
    expect(await releaseArrival(ledger, one, 'imp-b')).toBe(false);
    expect(await releaseArrival(ledger, one, 'imp-a')).toBe(true);
    expect(await pendingOf(one)).toEqual([one.key]);
  });

  test('that were overtaken are pending no more, and no plan that was frozen before gets them', async () => {
    const one = arrival();
    await putArrival(ledger, one);
    expect(await supersedeArrival(ledger, one)).toBe(true);
    expect(await pendingOf(one)).toEqual([]);
    expect(await assignArrival(ledger, one, 'imp-a')).toBe(false);
    expect(await supersedeArrival(ledger, one)).toBe(false);
  });

  test('that an import has are not overtaken any more', async () => {
    const one = arrival();
    await putArrival(ledger, one);
    await assignArrival(ledger, one, 'imp-a');
    expect(await supersedeArrival(ledger, one)).toBe(false);
  });

  test('that are duplicates stand for the one whose bytes they have', async () => {
    const one = arrival();
    const between = { ...one, sequencer: paddedSequencer('0B') };
    const again = { ...one, sequencer: paddedSequencer('0C') };
    await putArrival(ledger, again);
    await markDuplicate(ledger, again, { importId: 'imp-a', sameAs: one.sequencer });
    expect(await pendingOf(one)).toEqual([]);
    const newest = await newestArrival(ledger, again.bucket, again.key);
    if (!newest) throw new Error('the arrival is not there');
    expect(newest).toMatchObject({ state: 'duplicate', importId: 'imp-a' });
    expect([one, between, again].map((row) => isOvertaken(row, newest))).toEqual([false, true, false]);
  });

  test('of a large drop are all found, however they are spread', async () => {
    const drop = fresh('drop/');
    const rows = Array.from({ length: 60 }, () => arrival({ drop }));
    await Promise.all(rows.map((row) => putArrival(ledger, row)));
    expect(await pendingOf(arrival({ drop }))).toEqual(rows.map(({ key }) => key).sort());
  });
});

describe('a drop', () => {
  const dropNamed = async (name: string) =>
    (await Array.fromAsync(openDrops(ledger))).find(({ drop }) => drop === name);

  test('adds up its batches, and keeps the time of its first', async () => {
    const name = fresh('drop/');
    await touchDrop(ledger, { route: 'default', drop: name, recordedAt: 1000, fileCount: 2, bytes: 20 });
    await touchDrop(ledger, {
      route: 'default',
      drop: name,
      recordedAt: 3000,
      fileCount: 1,
      bytes: 5,
      marker: { key: 'm', sequencer: '1' },
    });
    expect(await dropNamed(name)).toMatchObject({
      firstRecordedAt: 1000,
      lastRecordedAt: 3000,
      fileCount: 3,
      bytes: 25,
      marker: 'm',
      markerSequencer: '1',
      markedAt: 3000,
    });
  });

  test('begins anew when it is closed, unless a batch came in between', async () => {
    const name = fresh('drop/');
    const batch = { route: 'default', drop: name, recordedAt: 1000, fileCount: 2, bytes: 20 };
    await touchDrop(ledger, batch);
    const seen = await dropNamed(name);
    if (!seen) throw new Error('the drop is not open');
    await touchDrop(ledger, { ...batch, recordedAt: 2000 });
    expect([await closeDrop(ledger, seen, 0), await forgetDrop(ledger, seen)]).toEqual([false, false]);

    const again = await dropNamed(name);
    expect(again && (await closeDrop(ledger, again, 1))).toBe(true);
    const closed = await dropNamed(name);
    expect([closed?.firstRecordedAt, closed?.fileCount]).toEqual([undefined, 1]);
    expect(closed && (await forgetDrop(ledger, closed))).toBe(true);
    expect(await dropNamed(name)).toBeUndefined();
  });
});

describe('a drop that files come back to', () => {
  test('is open again, and due at once', async () => {
    const name = fresh('drop/');
    await reopenDrop(ledger, { route: 'default', drop: name, recordedAt: 1000, fileCount: 2 });
    const drop = (await Array.fromAsync(openDrops(ledger))).find((open) => open.drop === name);
    if (!drop) throw new Error('the drop is not open');
    expect(isDue(drop, testRoute(), 1000)).toEqual({ due: true, because: 'left-over' });
  });

  test('whose name is as long as an S3 key can be is opened like any other', async () => {
    const name = `${'x'.repeat(1023)}/`;
    await touchDrop(ledger, { route: 'default', drop: name, recordedAt: 1000, fileCount: 1, bytes: 1 });
    expect((await Array.fromAsync(openDrops(ledger))).some(({ drop }) => drop === name)).toBe(true);
  });
});

const anImport = (changes: Partial<Import> = {}): Import => ({
  importId: fresh('imp'),
  state: 'PLANNED',
  version: 1,
  route: 'default',
  drop: 'd/',
  bucket: 'inbox',
  planKey: 'plans/x',
  planSha256: 'f'.repeat(64),
  datastoreId: 'd'.repeat(32),
  attempt: 1,
  clientToken: 't',
  fileCount: 1,
  bytes: 1,
  createdAt: 1000,
  waitsFor: [],
  ...changes,
});

describe('an import', () => {
  test('is written once, and changed only by who saw its last version', async () => {
    const row = anImport();
    expect([await putImport(ledger, row), await putImport(ledger, row)]).toEqual([row, undefined]);
    const ready = await updateImport(ledger, row, { state: 'READY' });
    expect(ready?.version).toBe(2);
    expect(await updateImport(ledger, row, { state: 'ABANDONED' })).toBeUndefined();
    expect(await getImport(ledger, row.importId)).toEqual({ ...row, state: 'READY', version: 2 });
  });

  test('that was abandoned begins anew when the same files are planned together again', async () => {
    const row = anImport();
    await putImport(ledger, row);
    await updateImport(ledger, row, { state: 'ABANDONED' });
    expect(await putImport(ledger, { ...row, createdAt: 2000 })).toMatchObject({ version: 3 });
    expect(await getImport(ledger, row.importId)).toEqual({ ...row, createdAt: 2000, version: 3 });
    expect((await openImports(ledger)).map(({ importId }) => importId)).toContain(row.importId);
  });

  test('is open work, oldest first, until it has ended', async () => {
    const older = anImport({ createdAt: 1 });
    const newer = anImport({ createdAt: 2 });
    await putImport(ledger, newer);
    await putImport(ledger, older);
    const open = async () => {
      const rows = await openImports(ledger);
      return rows
        .map(({ importId }) => importId)
        .filter((id) => id === older.importId || id === newer.importId);
    };
    expect(await open()).toEqual([older.importId, newer.importId]);
    await endImport(ledger, older.importId, 'job', 'COMPLETED');
    expect(await open()).toEqual([newer.importId]);
    expect(await getImport(ledger, older.importId)).toMatchObject({
      state: 'ENDED',
      outcome: 'COMPLETED',
      jobId: 'job',
    });
  });

  test.each([
    [{ state: 'STARTED' as const }, true],
    [{ state: 'ENDED' as const, outcome: 'COMPLETED' }, true],
    [{ state: 'ENDED' as const, outcome: 'COMPLETED_WITH_ERRORS' }, true],
    [{ state: 'ENDED' as const, outcome: 'FAILED' }, false],
    [{ state: 'ENDED' as const, outcome: 'START_FAILED' }, false],
    [{ state: 'START_FAILED' as const }, false],
    [{ state: 'RELEASING' as const }, false],
    [{ state: 'ABANDONED' as const }, false],
  ])('with %j holds its files: %s', (changes, holds) => {
    expect(holdsItsFiles(anImport(changes))).toBe(holds);
  });
});

describe('a lease', () => {
  const lease = (name: string, owner: string, now = 1000) => ({ name, owner, now: () => now });

  test('is let go after a minute, whatever notes there are: the next tick comes and has its whole time', async () => {
    const name = fresh('lease');
    let now = 1000;
    const results = await underLease(ledger, { name, owner: 'a', now: () => now }, async () => {
      now += 5000;
      await underLease(ledger, lease(name, 'b', now), () => Promise.resolve('b'));
      now += 55_000;
      return 'a';
    });
    expect(results).toEqual(['a']);
    expect(await underLease(ledger, lease(name, 'c', now), () => Promise.resolve('c'))).toEqual(['c']);
  });

  test('lets one run work at a time, and the owner looks again for the one that came too late', async () => {
    const name = fresh('lease');
    let rounds = 0;
    const results = await underLease(ledger, lease(name, 'a'), async () => {
      rounds += 1;
      if (rounds === 1)
        expect(await underLease(ledger, lease(name, 'b'), () => Promise.resolve('b'))).toEqual([]);
      return rounds;
    });
    expect(results).toEqual([1, 2]);
    expect(await underLease(ledger, lease(name, 'c'), () => Promise.resolve('c'))).toEqual(['c']);
  });

  test('of a dead owner is taken over when its time is over, not before', async () => {
    const name = fresh('lease');
    const neverEnds = new Promise<string>(() => undefined);
    const working = new Promise<void>((resolve) => {
      void underLease(ledger, lease(name, 'dead'), () => {
        resolve();
        return neverEnds;
      });
    });
    await working;
    expect(await underLease(ledger, lease(name, 'b', 11_000), () => Promise.resolve('b'))).toEqual([]);
    expect(await underLease(ledger, lease(name, 'b', 11_001), () => Promise.resolve('b'))).toEqual(['b']);
  });

  test('is let go when the work fails', async () => {
    const name = fresh('lease');
    await expect(underLease(ledger, lease(name, 'a'), () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await underLease(ledger, lease(name, 'b'), () => Promise.resolve('b'))).toEqual(['b']);
  });
});
