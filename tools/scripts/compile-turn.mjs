/** How long a turn is waited for, milliseconds: no compilation takes as long, on whatever machine. */
const LONGEST_WAIT_MS = 600_000;

/**
 * Waits until no other process has its turn at something, and takes it: the lock is the operating system's, on a SQLite file, so that it
 * ends with its process, however that ends. Nothing of this process goes on meanwhile; it has nothing else to do.
 * @returns what ends the turn. Where there can be no lock there are no turns, and work is done twice at worst.
 */
export function takeTurn(file, longestWaitMs = LONGEST_WAIT_MS) {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  let lock;
  try {
    lock = new DatabaseSync(file, { timeout: longestWaitMs });
    lock.exec('BEGIN EXCLUSIVE');
  } catch {
    lock?.close();
    return () => undefined;
  }
  return () => {
    lock.close();
  };
}
