import type { Import, Ledger } from '../ledger/index.ts';
import { updateImport } from '../ledger/index.ts';

/** What deciding about another attempt needs from outside. */
export interface Patience {
  ledger: Ledger;
  /** How long refusals that may pass (permissions take time to reach every corner of IAM) are tried again. */
  giveUpAfterSeconds: number;
  /** Epoch milliseconds. */
  now: () => number;
  /** 0 to 1. */
  random: () => number;
}

/** What became of an attempt that started nothing. */
export type NotStarted =
  | { kind: 'later'; errorName: string; retryAt: number }
  | { kind: 'failed'; errorName: string }
  | { kind: 'lost-race' };

/** What HealthLake's refusals are called that a person may have to mend, or that pass when IAM has caught up. */
const REFUSALS = ['AccessDeniedException', 'ValidationException', 'ResourceNotFoundException'];

/** The same of S3, where the files of a plan are gone or may not be read. */
const MISSING_INPUT = ['AccessDenied', 'NoSuchBucket', 'NoSuchKey', 'NoSuchVersion'];

/** A data store that is being deleted, is deleted, or could not be made. */
const NOT_ACTIVE = 'DataStoreNotActive';

const MAY_BE_FINAL: ReadonlySet<string> = new Set([...REFUSALS, ...MISSING_INPUT, NOT_ACTIVE]);

/** True for an error of S3 that waiting may not mend: the job's input cannot be had. */
export const isMissingInput = (errorName: string): boolean => MISSING_INPUT.includes(errorName);

/** The longest wait between two attempts, seconds. */
const LONGEST_WAIT_SECONDS = 120;

/**
 * The first wait, by the kind of error, seconds; each further one is twice as long. A busy service wants peace, IAM
 * takes its time to spread a permission, and what only broke off may work at once.
 */
const firstWaitSeconds = (errorName: string): number =>
  errorName === 'ThrottlingException' ? 8 : MAY_BE_FINAL.has(errorName) ? 16 : 2;

/**
 * Keeps an import for a later attempt, with growing waits, or gives it up where it was refused for long enough.
 * @param row with the attempt that failed counted in `attempts`, and `firstAttemptAt`
 */
export async function tryAgainOrGiveUp(
  patience: Patience,
  row: Import,
  errorName: string,
): Promise<NotStarted> {
  const { ledger, now, random, giveUpAfterSeconds } = patience;
  const tryingFor = now() - (row.firstAttemptAt ?? now());
  if (MAY_BE_FINAL.has(errorName) && tryingFor >= giveUpAfterSeconds * 1000) {
    return giveUp(patience, row, errorName);
  }
  const longest = Math.min(
    LONGEST_WAIT_SECONDS,
    firstWaitSeconds(errorName) * 2 ** ((row.attempts ?? 1) - 1),
  );
  // By chance, so that imports that were refused together do not come back together.
  const wait = longest * (0.5 + random() / 2);
  const retryAt = Math.round(now() + wait * 1000);
  const kept = await updateImport(ledger, row, { ...row, errorName, retryAt });
  return kept ? { kind: 'later', errorName, retryAt } : { kind: 'lost-race' };
}

/** Gives an import up: no job will be started for it, and its files are importable again. */
export async function giveUp({ ledger }: Patience, row: Import, errorName: string): Promise<NotStarted> {
  const failed = await updateImport(ledger, row, { state: 'START_FAILED', errorName });
  return failed ? { kind: 'failed', errorName } : { kind: 'lost-race' };
}
