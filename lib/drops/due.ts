import type { Drop } from '../ledger/index.ts';
import type { Route } from '../routes/index.ts';

/** Whether a drop's files should be planned now, and why, or why not yet. */
export type Due =
  | { due: true; because: 'quiet' | 'max-age' | 'max-files' | 'max-bytes' | 'marker' | 'left-over' }
  | { due: false; inSeconds: number };

/**
 * Decides whether a drop closes. Seconds of quiet are counted from recording, so a backlog of events keeps
 * a drop open. A drop that was closed already is due at once for what the index had not shown then.
 * @param now epoch milliseconds
 */
export function isDue(drop: Drop, route: Route, now: number): Due {
  if (drop.marker !== undefined) return { due: true, because: 'marker' };
  if (drop.firstRecordedAt === undefined) return { due: true, because: 'left-over' };
  if (drop.fileCount >= route.maxFiles) return { due: true, because: 'max-files' };
  if (drop.bytes >= route.maxBytes) return { due: true, because: 'max-bytes' };
  const quietAt = drop.lastRecordedAt + route.quietSeconds * 1000;
  const oldAt = drop.firstRecordedAt + route.maxAgeSeconds * 1000;
  if (now >= oldAt) return { due: true, because: 'max-age' };
  if (now >= quietAt) return { due: true, because: 'quiet' };
  return { due: false, inSeconds: Math.ceil((Math.min(quietAt, oldAt) - now) / 1000) };
}
