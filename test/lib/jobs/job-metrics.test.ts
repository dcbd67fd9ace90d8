import { expect, test } from '@jest/globals';
import { jobMetrics } from '../../../lib/jobs/job-metrics.ts';
import { rankOf, TERMINAL_STATUSES } from '../../../lib/healthlake/job-status.ts';

const ended = (to: string) => ({
  jobId: 'j',
  importId: null,
  datastoreId: 'd',
  sequence: 3,
  from: 'IN_PROGRESS',
  to,
});

test('open jobs are counted by state, and what ended by how; what is none of it is told as zero', () => {
  const openByStatus = new Map([
    [null, 1],
    ['SUBMITTED', 1],
    ['IN_PROGRESS', 2],
    ['PONDERING', 3],
  ]);
  const transitions = ['COMPLETED_WITH_ERRORS', 'FAILED', 'FAILED', 'QUEUED'].map(ended);
  expect(Object.fromEntries(jobMetrics({ openByStatus, transitions }))).toEqual({
    ExportJobsCompleted: 0,
    ExportJobsFailed: 0,
    JobsSubmitted: 2,
    JobsQueued: 0,
    JobsInProgress: 2,
    JobsInOtherStates: 3,
    JobsCompleted: 0,
    JobsCompletedWithErrors: 1,
    JobsFailed: 2,
    JobsCancelled: 0,
  });
});

test('every end of a job has its metric, and every other status is an open state', () => {
  for (const status of TERMINAL_STATUSES) {
    const counts = jobMetrics({ openByStatus: new Map(), transitions: [ended(status)] });
    expect(counts.filter(([, count]) => count === 1)).toHaveLength(1);
  }
  expect(rankOf('CANCEL_FAILED')).toBeDefined();
  const counts = new Map(jobMetrics({ openByStatus: new Map([['CANCEL_FAILED', 1]]), transitions: [] }));
  expect(counts.get('JobsInOtherStates')).toBe(1);
});
