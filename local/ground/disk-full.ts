import { AwsError } from './aws-error.ts';
import { BUSY, isBusy } from './sqlite.ts';

/** What everybody is told whose work failed for want of room. */
export const DISK_FULL = 'The disk of the local cloud is full: make room and try again.';

/** Error codes of the system, and SQLite's result codes (SQLITE_FULL, SQLITE_IOERR_SHMSIZE), for no room. */
const CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 13, 4874];

/** SQLite, the system and LevelDB in words; an error that came from another thread has nothing else. */
export const DISK_FULL_WORDS =
  /database or disk is full|disk of the local cloud is full|ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i;

/** Whether an error, or one that caused it, says that a file system has no room. */
export function isDiskFull(error: unknown): boolean {
  // Not `instanceof Error`: what Node itself throws may be of another realm.
  if (typeof error !== 'object' || error === null) return false;
  const { code, errcode, message, cause } = error as Partial<
    Record<'code' | 'errcode' | 'message' | 'cause', unknown>
  >;
  return (
    [code, errcode].some((each) => CODES.includes(each)) ||
    (typeof message === 'string' && DISK_FULL_WORDS.test(message)) ||
    isDiskFull(cause)
  );
}

/** What a client is told of an error: an AwsError as it is, a full disk as 507, others who write as 503; undefined for a fault that stays inside. */
export function tellable(error: unknown): AwsError | undefined {
  if (error instanceof AwsError) return error;
  if (isDiskFull(error)) return new AwsError('InsufficientStorage', DISK_FULL, 507);
  return isBusy(error) ? new AwsError('ServiceUnavailable', BUSY, 503) : undefined;
}
