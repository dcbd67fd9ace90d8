/**
 * The states of import and export jobs, in the order in which a job can reach them. A later observation
 * never moves a job to a lower rank: SUBMITTED, QUEUED, IN_PROGRESS, the cancel states, an end.
 */
const RANKS: Readonly<Record<string, number>> = {
  SUBMITTED: 1,
  QUEUED: 2,
  IN_PROGRESS: 3,
  CANCEL_SUBMITTED: 4,
  CANCEL_IN_PROGRESS: 5,
  CANCEL_FAILED: 6,
  COMPLETED: 7,
  COMPLETED_WITH_ERRORS: 7,
  FAILED: 7,
  CANCEL_COMPLETED: 7,
};

/** CANCEL_FAILED is not among them (the job may still run), nor is a status that is unknown here. */
const TERMINAL: ReadonlySet<string> = new Set([
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
  'CANCEL_COMPLETED',
]);

/** True for a status after which a job never changes. */
export const isTerminal = (status: string): boolean => TERMINAL.has(status);

export const TERMINAL_STATUSES: readonly string[] = [...TERMINAL];

/** The rank of a status; undefined for one that is newer than this table. */
export const rankOf = (status: string): number | undefined =>
  Object.hasOwn(RANKS, status) ? RANKS[status] : undefined;

/**
 * True when a job last seen in `from` may be recorded as `to`: a higher rank, or a status unknown here
 * while the job has not ended (the service may add states; what it says then is taken as it is).
 */
export function mayFollow(from: string, to: string): boolean {
  if (from === to || isTerminal(from)) return false;
  const before = rankOf(from);
  const after = rankOf(to);
  return before === undefined || after === undefined || after > before;
}
