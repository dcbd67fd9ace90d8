import type { ClockMove } from '../../local/boot/index.ts';
import { bar } from '../terminal/index.ts';

/** One line over a clock that is being moved, with a bar over its way. */
export function clockMoveText(move: ClockMove | undefined): string | undefined {
  if (!move) return undefined;
  const { from, now, to } = move;
  return `  moving the clock ${bar((now - from) / (to - from || 1))} ${new Date(now).toISOString()} of ${new Date(to).toISOString()}`;
}
