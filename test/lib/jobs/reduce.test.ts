import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTerminal } from '../../../lib/healthlake/job-status.ts';
import type { FollowedJob, Observation } from '../../../lib/ledger/followed-job.ts';
import { reduce } from '../../../lib/jobs/reduce.ts';

const STATUSES = [
  'SUBMITTED',
  'QUEUED',
  'IN_PROGRESS',
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
  'CANCEL_SUBMITTED',
  'CANCEL_IN_PROGRESS',
  'CANCEL_COMPLETED',
  'CANCEL_FAILED',
  'A_STATUS_NOBODY_KNOWS',
];

const job: FollowedJob = {
  datastoreId: 'd'.repeat(32),
  jobId: 'j'.repeat(32),
  jobName: 'imp-1',
  importId: 'imp-1',
  fileCount: 1,
  startedAt: 0,
  status: null,
  sequence: 0,
  submitTime: null,
  endTime: null,
  inputS3Uri: 's3://inbox/a.ndjson',
  outputS3Uri: null,
  progress: null,
  message: null,
  outbox: [],
  closed: false,
  version: 1,
};

const saw = (status: string): Observation => ({
  status,
  submitTime: 1000,
  endTime: isTerminal(status) ? 2000 : null,
  outputS3Uri: 's3://results/x/',
  progress: null,
  message: null,
});

const statusesTold = (statuses: string[]) =>
  statuses.reduce((now, status) => reduce(now, saw(status)), job).outbox.map(({ status }) => status);

describe('following a job', () => {
  test('tells every status once, in order', () => {
    expect(
      statusesTold([
        'SUBMITTED',
        'SUBMITTED',
        'QUEUED',
        'IN_PROGRESS',
        'IN_PROGRESS',
        'COMPLETED',
        'COMPLETED',
      ]),
    ).toEqual(['SUBMITTED', 'QUEUED', 'IN_PROGRESS', 'COMPLETED']);
  });
  test('begins with the status of the start even where the job had ended before anybody looked', () => {
    expect(statusesTold(['COMPLETED'])).toEqual(['SUBMITTED', 'COMPLETED']);
  });
  test('never goes back, whatever order observations come in', () => {
    expect(statusesTold(['IN_PROGRESS', 'QUEUED', 'SUBMITTED', 'COMPLETED', 'IN_PROGRESS'])).toEqual([
      'SUBMITTED',
      'IN_PROGRESS',
      'COMPLETED',
    ]);
  });
  test('takes CANCEL_FAILED for no end: the job may still complete', () => {
    expect(statusesTold(['CANCEL_FAILED', 'COMPLETED'])).toEqual(['SUBMITTED', 'CANCEL_FAILED', 'COMPLETED']);
  });
  test('tells a status that nobody knows yet, and goes on', () => {
    expect(statusesTold(['IN_PROGRESS', 'A_STATUS_NOBODY_KNOWS', 'COMPLETED'])).toEqual([
      'SUBMITTED',
      'IN_PROGRESS',
      'A_STATUS_NOBODY_KNOWS',
      'COMPLETED',
    ]);
  });
  test('keeps counts that grow within one status without telling a transition', () => {
    const running = reduce(job, saw('IN_PROGRESS'));
    const later = reduce(running, { ...saw('IN_PROGRESS'), progress: { TotalNumberOfResourcesScanned: 7 } });
    expect([later.progress, later.sequence]).toEqual([
      { TotalNumberOfResourcesScanned: 7 },
      running.sequence,
    ]);
  });

  test('numbers its transitions 1, 2, 3 ... and chains them, and says nothing after an end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 30 }), (statuses) => {
        const { outbox } = statuses.reduce((now, status) => reduce(now, saw(status)), job);
        expect(outbox.map(({ sequence }) => sequence)).toEqual(outbox.map((_, index) => index + 1));
        outbox.forEach(({ previousStatus }, index) => {
          expect(previousStatus).toBe(outbox[index - 1]?.status ?? null);
        });
        expect(outbox.slice(0, -1).some(({ status }) => isTerminal(status))).toBe(false);
      }),
    );
  });
});
