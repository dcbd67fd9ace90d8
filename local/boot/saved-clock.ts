import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../ground/index.ts';
import { createClock } from '../ground/index.ts';

/** The clock with the offset that an earlier run ended with; an advanced clock is saved, so that time never goes back. */
export function openSavedClock(database: DatabaseSync, onFault: (error: unknown) => void): Clock {
  database.exec(
    'CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 0), offset_ms REAL NOT NULL)',
  );
  const saved = database.prepare('SELECT offset_ms AS offset FROM clock').get() as
    { offset: number } | undefined;
  const save = database.prepare('INSERT OR REPLACE INTO clock (id, offset_ms) VALUES (0, ?)');
  const clock = createClock(saved?.offset ?? 0, Date.now, onFault);
  return {
    ...clock,
    async advance(seconds) {
      await clock.advance(seconds);
      // On a full disk the time is saved when there is room; the clock has moved all the same.
      clock.attempt(() => {
        save.run(clock.offset());
      });
    },
  };
}
