import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../ground/index.ts';
import { createClock } from '../ground/index.ts';

/**
 * The clock with the offset that an earlier run ended with. Where it is to go is saved before it moves: one that is killed on the way begins
 * there, so that time never goes back.
 */
export function openSavedClock(database: DatabaseSync, onFault: (error: unknown) => void): Clock {
  database.exec(
    'CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 0), offset_ms REAL NOT NULL)',
  );
  const row = database.prepare('SELECT offset_ms AS offset FROM clock').get() as
    { offset: number } | undefined;
  const write = database.prepare('INSERT OR REPLACE INTO clock (id, offset_ms) VALUES (0, ?)');
  const clock = createClock(row?.offset ?? 0, Date.now, onFault);
  let saved = clock.offset();
  const save = (offset: number): void => {
    saved = offset;
    // On a full disk it is saved when there is room; the clock moves all the same.
    clock.attempt(() => {
      write.run(saved);
    });
  };
  let moving = Promise.resolve();
  return {
    ...clock,
    advance(seconds) {
      const moved = moving.then(async () => {
        save(clock.offset() + seconds * 1000);
        await clock.advance(seconds);
        save(clock.offset());
      });
      moving = moved.catch(() => undefined);
      return moved;
    },
  };
}
