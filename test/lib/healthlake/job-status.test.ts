import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTerminal, mayFollow, rankOf } from '../../../lib/healthlake/job-status.ts';
import type { TextShape } from '../../../lib/healthlake/model.ts';
import { SHAPES } from '../../../lib/healthlake/model.ts';

const STATUSES = (SHAPES.JobStatus as TextShape).enum ?? [];

describe('job statuses', () => {
  test('of the model all have a rank', () => {
    expect(STATUSES.filter((status) => rankOf(status) === undefined)).toEqual([]);
  });

  test('that end a job are these four', () => {
    expect(STATUSES.filter(isTerminal).sort()).toEqual([
      'CANCEL_COMPLETED',
      'COMPLETED',
      'COMPLETED_WITH_ERRORS',
      'FAILED',
    ]);
  });

  test('that nobody knows yet do not end a job and may follow any that runs', () => {
    expect(isTerminal('PAUSED')).toBe(false);
    expect(mayFollow('IN_PROGRESS', 'PAUSED')).toBe(true);
    expect(mayFollow('PAUSED', 'COMPLETED')).toBe(true);
    expect(mayFollow('FAILED', 'PAUSED')).toBe(false);
  });

  test('never go back, and never leave an end', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATUSES), fc.constantFrom(...STATUSES), (from, to) => {
        if (mayFollow(from, to)) {
          expect(isTerminal(from)).toBe(false);
          expect(mayFollow(to, from)).toBe(false);
        }
      }),
    );
  });
});
