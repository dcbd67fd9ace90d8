import { pausedText } from '../drops/index.ts';
import type { FollowedJob, Import, RoutePause } from '../ledger/index.ts';
import { isoTime } from './status-reader.ts';

/** What is known beside an import's row when it is asked why it is not further. */
export interface ImportSurroundings {
  /** Why its route is not there; undefined where it is. */
  withoutRoute: string | undefined;
  pause: RoutePause | undefined;
  /** Those of `waitsFor` that have not ended. */
  openOlder: readonly string[];
  /** Open jobs of its data store, and how many may be. */
  openJobs: number;
  mostOpenJobs: number;
  /** Its own job, where it has one. */
  job: FollowedJob | undefined;
  /** Epoch milliseconds. */
  now: number;
}

/** Why an import stands where it stands, in words: what start-imports would decide about it now. */
export function whyImportWaits(row: Import, around: ImportSurroundings): string {
  switch (row.state) {
    case 'PLANNED':
      return 'its files are being assigned to it';
    case 'READY':
    case 'STARTING':
      return whyNotStarted(row, around);
    case 'STARTED':
      return `job ${row.jobId ?? ''} is ${around.job?.status ?? 'not looked at yet'}`;
    case 'START_FAILED':
      return `it was given up (${row.errorName ?? 'UnknownError'}); the event of it is on its way`;
    case 'RELEASING':
      return 'one of its files cannot be had: its files go back to their drop';
    case 'ABANDONED':
      return 'one of its files could not be had: the others went back to their drop and are planned anew';
    case 'ENDED':
      return row.outcome === 'START_FAILED'
        ? `it was given up after ${row.attempts ?? 0} attempt(s): ${row.errorName ?? 'UnknownError'}`
        : `its job ended ${row.outcome ?? ''}`.trim();
  }
}

/** In the order in which start-imports asks. */
function whyNotStarted(row: Import, around: ImportSurroundings): string {
  if (around.pause) return pausedText(around.pause);
  if (row.retryAt !== undefined && around.now < row.retryAt) {
    return `HealthLake or S3 refused it (${row.errorName ?? 'UnknownError'}); it is tried again at ${isoTime(row.retryAt)}`;
  }
  if (around.openJobs >= around.mostOpenJobs) {
    return `its data store has ${around.openJobs} open jobs, of ${around.mostOpenJobs} that may be`;
  }
  if (around.openOlder.length > 0) {
    return `it waits for older imports of the same keys: ${around.openOlder.join(', ')}`;
  }
  if (around.withoutRoute !== undefined) return around.withoutRoute;
  return row.state === 'STARTING'
    ? 'its start may have been made: the next run looks for its job'
    : 'the next run starts it';
}
