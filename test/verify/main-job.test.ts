import { expect, test } from '@jest/globals';
import { CannotTell } from '../../verify/cannot-tell.ts';
import type { Bench } from '../../verify/bench/bench.ts';
import { dropped } from '../../verify/probes/main-job.ts';

/** A bench whose dropped file has had these fates, one after the other, a minute apart. */
const benchOf = (fates: readonly (string | undefined)[], hasAccess = () => Promise.resolve()): Bench =>
  ({
    hasAccess,
    runId: 'run',
    routeStore: 'store',
    stage: {
      inboxBucket: 'inbox',
      prefixOf: () => '',
      standstillOf: () => Promise.resolve(undefined),
      fateOf: () => Promise.resolve(fates[looks++]),
    },
    objects: { put: () => Promise.resolve() },
    patient: () => ({}),
    once: (_: string, make: () => Promise<unknown>) => make(),
    until: async (
      _: string,
      read: () => Promise<unknown>,
      whyInVain?: (waitedMs: number) => string | undefined,
    ) => {
      for (let minute = 0; minute < 60; minute++) {
        const found = await read();
        if (found !== undefined) return found;
        const why = whyInVain?.(minute * 60_000);
        if (why !== undefined) throw new CannotTell(`after ${minute} minutes: ${why}`);
      }
      return 'waits';
    },
  }) as unknown as Bench;
let looks = 0;

test('a dropped file that Inlet does not see is waited for a quarter of an hour, and the doctor is named', async () => {
  looks = 0;
  await expect(dropped(benchOf([]))).rejects.toThrow(
    /^after 16 minutes: Inlet has not seen the dropped file .*`npx inlet doctor`/,
  );
});

test('one that was seen is waited for', async () => {
  looks = 0;
  const late = [
    ...Array.from({ length: 10 }, () => undefined),
    ...Array.from({ length: 30 }, () => 'importing'),
  ];
  expect(await dropped(benchOf([...late, 'imported']))).toBe('imported');
});

test('one whose import fails tells of HealthLake only where jobs can read and write', async () => {
  looks = 0;
  expect(await dropped(benchOf(['failed', 'failed']))).toBe('failed');
  const lacks = () => Promise.reject(new CannotTell('the data access role lacks s3:GetObject'));
  await expect(dropped(benchOf(['failed', 'failed'], lacks))).rejects.toThrow('lacks s3:GetObject');
});
