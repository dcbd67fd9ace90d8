import type { WriteStream } from 'node:tty';
import { painted } from './paint.ts';

/** A terminal, or a pipe or file. */
export type Output = Pick<WriteStream, 'write'> & { isTTY?: boolean; rows?: number; columns?: number };

/** Shows a frame; the last one whole, however large the terminal is. */
export type Redraw = (lines: readonly string[], options?: { isLast: boolean }) => void;

/**
 * Shows frames in one place. On a terminal each takes the place of the one before, cut to what fits; elsewhere a frame
 * is written where it differs from the one before.
 */
export function createRedraw(out: Output): Redraw {
  let shown: readonly string[] = [];
  return (lines, { isLast } = { isLast: false }) => {
    if (out.isTTY !== true) {
      // The first line has the time of the look, which always differs.
      if (shown.slice(1).join('\n') !== lines.slice(1).join('\n')) out.write(`${lines.join('\n')}\n\n`);
      shown = lines;
      return;
    }
    const up = shown.length === 0 ? '' : `\u001b[${shown.length}A\r\u001b[J`;
    shown = isLast ? lines : fitting(lines, out);
    out.write(`${up}${shown.map((line) => painted(line, out)).join('\n')}\n`);
  };
}

/** A terminal that does not know its size says 0, or nothing. */
const orStandard = (size: number | undefined, standard: number): number =>
  size === undefined || size === 0 ? standard : size;

const fitting = (lines: readonly string[], { rows, columns }: Output): string[] =>
  lines.slice(0, orStandard(rows, 24) - 1).map((line) => cut(line, orStandard(columns, 80) - 1));

/** What is cut is seen to be, and a word at its end is not taken for one that ends there. */
const cut = (line: string, room: number): string =>
  line.length <= room ? line : `${line.slice(0, Math.max(0, room - 3))}...`;
