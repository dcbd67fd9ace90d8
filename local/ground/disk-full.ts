/** What everybody is told whose work failed for want of room. */
export const DISK_FULL = 'The disk of the local cloud is full: make room and try again.';

/** Error codes of the system, and SQLite's result codes (SQLITE_FULL, SQLITE_IOERR_SHMSIZE), for no room. */
const CODES: readonly unknown[] = ['ENOSPC', 'EDQUOT', 13, 4874];

/** SQLite, the system and LevelDB in words; an error that came from another thread has nothing else. */
const WORDS = /database or disk is full|ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i;

/** Whether an error, or one that caused it, says that a file system has no room. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return (
    CODES.includes(code) || CODES.includes(errcode) || WORDS.test(error.message) || isDiskFull(error.cause)
  );
}
