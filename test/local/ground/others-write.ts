import { DatabaseSync } from 'node:sqlite';

/** Does some work while another connection writes to a database, which does not wait for it. */
export async function whileOthersWrite<Result>(
  database: DatabaseSync,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const other = new DatabaseSync(database.location() ?? '');
  database.exec('PRAGMA busy_timeout = 0');
  other.exec('BEGIN IMMEDIATE');
  try {
    return await work();
  } finally {
    other.close();
    database.exec('PRAGMA busy_timeout = 5000');
  }
}
