import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isDue } from '../../../lib/drops/decide-drop.ts';
import type { Drop } from '../../../lib/ledger/drops.ts';
import { testRoute } from '../../support/routes.ts';

const route = testRoute({ quietSeconds: 60, maxAgeSeconds: 900, maxFiles: 10, maxBytes: 1000 });
const T = 1_000_000;
const drop = (changes: Partial<Drop> = {}): Drop => ({
  route: 'default',
  drop: 'd/',
  firstRecordedAt: T,
  lastRecordedAt: T,
  fileCount: 1,
  bytes: 1,
  version: 1,
  ...changes,
});

describe('a drop is due', () => {
  test('when it was quiet for the route’s seconds, and not a millisecond earlier', () => {
    expect(isDue(drop(), route, T + 59_999)).toEqual({ due: false, inSeconds: 1 });
    expect(isDue(drop(), route, T + 60_000)).toEqual({ due: true, because: 'quiet' });
  });
  test('when it is too old, however busy', () => {
    const busy = drop({ lastRecordedAt: T + 899_000 });
    expect(isDue(busy, route, T + 899_999)).toEqual({ due: false, inSeconds: 1 });
    expect(isDue(busy, route, T + 900_000)).toEqual({ due: true, because: 'max-age' });
  });
  test.each([
    [{ fileCount: 10 }, 'max-files'],
    [{ bytes: 1000 }, 'max-bytes'],
    [{ marker: 'd/_SUCCESS' }, 'marker'],
  ])('at once with %j', (changes, because) => {
    expect(isDue(drop(changes), route, T)).toEqual({ due: true, because });
  });
  test('at once for what was left over when it was closed', () => {
    const closed = drop();
    delete closed.firstRecordedAt;
    expect(isDue(closed, route, T)).toEqual({ due: true, because: 'left-over' });
  });
  test('for good once it is due: waiting longer never makes it undue', () => {
    fc.assert(
      fc.property(fc.nat(2_000_000), fc.nat(2_000_000), fc.nat(2_000_000), (quiet, wait, more) => {
        const some = drop({ lastRecordedAt: T + quiet });
        if (isDue(some, route, T + quiet + wait).due) {
          expect(isDue(some, route, T + quiet + wait + more).due).toBe(true);
        }
      }),
    );
  });
});
