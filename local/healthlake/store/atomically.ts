import type { DatabaseSync } from 'node:sqlite';
import { transaction } from '../../ground/index.ts';
import type { Appender } from './appender.ts';

/** What one who follows the store is told; that it commits, while it may still write what belongs to it. */
export type Followed = 'committing' | 'committed' | 'rolled back' | 'removed';

/**
 * Runs synchronous work in one transaction: what was appended is on the disk when it commits, and forgotten when it is rolled back. Nested calls
 * join the outer one.
 */
export const atomically =
  (database: DatabaseSync, appender: Appender, tell: (what: Followed) => void) =>
  <Result>(work: () => Result): Result => {
    const isOuter = !database.isTransaction;
    const ends = appender.ends();
    let result;
    try {
      result = transaction(database, () => {
        const done = work();
        if (isOuter) {
          tell('committing');
          appender.sync();
          appender.note();
        }
        return done;
      });
    } catch (error) {
      if (isOuter) appender.close();
      else appender.backTo(ends);
      tell('rolled back');
      throw error;
    }
    if (isOuter) tell('committed');
    return result;
  };
