import type { PollReport } from './poll-deps.ts';

/** Import jobs that are open, by the state that a round left them in: each is told in every round, also where it is none. */
const OPEN_STATES: Readonly<Record<string, string>> = {
  SUBMITTED: 'JobsSubmitted',
  QUEUED: 'JobsQueued',
  IN_PROGRESS: 'JobsInProgress',
};
const OPEN_OTHERWISE = 'JobsInOtherStates';

/** Import jobs that ended in a round, by how. */
const ENDS: Readonly<Record<string, string>> = {
  COMPLETED: 'JobsCompleted',
  COMPLETED_WITH_ERRORS: 'JobsCompletedWithErrors',
  FAILED: 'JobsFailed',
  CANCEL_COMPLETED: 'JobsCancelled',
};

/** The same of exports: only what somebody should look at. */
const EXPORT_ENDS: Readonly<Record<string, string>> = {
  COMPLETED: 'ExportJobsCompleted',
  COMPLETED_WITH_ERRORS: 'ExportJobsFailed',
  FAILED: 'ExportJobsFailed',
};

/** Counts of a round by their metrics' names: jobs by state, and jobs that ended. */
export function jobMetrics({
  openByStatus,
  transitions,
}: Pick<PollReport, 'openByStatus' | 'transitions'>): [name: string, count: number][] {
  const names = [OPEN_STATES, ENDS, EXPORT_ENDS].flatMap(Object.values<string>);
  names.push(OPEN_OTHERWISE);
  const counts = new Map(names.map((name) => [name, 0]));
  const count = (name: string | undefined, more: number): void => {
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + more);
  };
  for (const [status, jobs] of openByStatus)
    count(OPEN_STATES[status ?? 'SUBMITTED'] ?? OPEN_OTHERWISE, jobs);
  for (const { to, kind } of transitions) count((kind === 'export' ? EXPORT_ENDS : ENDS)[to], 1);
  return [...counts];
}
