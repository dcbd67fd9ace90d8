import type { Import } from '../ledger/index.ts';
import { updateImport } from '../ledger/index.ts';
import type { RetryPolicy, StartDeps } from './start-deps.ts';

/** What deciding about another try needs from outside. */
export type RetryDeps = RetryPolicy & Pick<StartDeps, 'ledger' | 'now'>;

/** What became of a try that started nothing. */
export type NotStarted =
  | { kind: 'later'; errorName: string; retryAt: number }
  | { kind: 'failed'; errorName: string }
  | { kind: 'lost-race' };

/** What HealthLake's refusals are called that a person may have to fix, or that pass when IAM has caught up. */
export const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ValidationException',
  'ResourceNotFoundException',
]);

/** The same of S3, where the files of a plan are gone or may not be read. */
const MISSING_INPUT = ['AccessDenied', 'NoSuchBucket', 'NoSuchKey', 'NoSuchVersion'];

/** A data store that is being deleted, is deleted, or could not be made. */
export const NOT_ACTIVE = 'DataStoreNotActive';

const MAY_BE_FINAL: ReadonlySet<string> = new Set([...REFUSALS, ...MISSING_INPUT, NOT_ACTIVE]);

/** True for an error of S3 that retrying may not fix: the job's input cannot be had. */
export const isMissingInput = (errorName: string): boolean => MISSING_INPUT.includes(errorName);

/** The longest wait between two tries, seconds. */
const LONGEST_WAIT_SECONDS = 120;

/**
 * The first wait, by the kind of error, seconds; each further one is twice as long. A busy service needs to be left
 * alone, IAM takes its time to spread a permission, and a call that only broke off may work at once.
 */
const firstWaitSeconds = (errorName: string): number =>
  errorName === 'ThrottlingException' ? 8 : MAY_BE_FINAL.has(errorName) ? 16 : 2;

/**
 * When a start that failed is tried again, with growing waits: epoch milliseconds; undefined where it was refused for long
 * enough to be given up.
 * @param tried with the try that failed counted in `attempts`, and `firstAttemptAt`
 */
export function nextTryAt(
  { now, random, giveUpAfterSeconds }: RetryPolicy & Pick<StartDeps, 'now'>,
  tried: Pick<Import, 'attempts' | 'firstAttemptAt'>,
  errorName: string,
): number | undefined {
  const tryingFor = now() - (tried.firstAttemptAt ?? now());
  if (MAY_BE_FINAL.has(errorName) && tryingFor >= giveUpAfterSeconds * 1000) return undefined;
  const longest = Math.min(
    LONGEST_WAIT_SECONDS,
    firstWaitSeconds(errorName) * 2 ** ((tried.attempts ?? 1) - 1),
  );
  // By chance, so that what was refused together does not come back together.
  const wait = longest * (0.5 + random() / 2);
  return Math.round(now() + wait * 1000);
}

/**
 * Keeps an import for a later try, with growing waits, or gives it up where it was refused for long enough.
 * @param row with the try that failed counted in `attempts`, and `firstAttemptAt`
 */
export async function retryOrGiveUp(deps: RetryDeps, row: Import, errorName: string): Promise<NotStarted> {
  const { ledger } = deps;
  const retryAt = nextTryAt(deps, row, errorName);
  if (retryAt === undefined) return giveUp(deps, row, errorName);
  const kept = await updateImport(ledger, row, { ...row, errorName, retryAt });
  return kept ? { kind: 'later', errorName, retryAt } : { kind: 'lost-race' };
}

/** Gives an import up: no job will be started for it, and its files are importable again. */
export async function giveUp(
  { ledger }: Pick<StartDeps, 'ledger'>,
  row: Import,
  errorName: string,
): Promise<NotStarted> {
  const failed = await updateImport(ledger, row, { state: 'START_FAILED', errorName });
  return failed ? { kind: 'failed', errorName } : { kind: 'lost-race' };
}
