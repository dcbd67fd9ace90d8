import type { ListedLines } from './listed-lines.ts';

/** The lines of an input file that are not blank, by their positions from 0; blank ones count as positions. */
export interface InputLines {
  count: number;
  /** Positions of the first and the last. */
  first: number;
  last: number;
}

/** Whether the service numbers a file's lines from 0 or from 1, as the first of them suggests. */
export function presumedBase({ all }: ListedLines, first: number): 0 | 1 | undefined {
  const base = all.min - first;
  return base === 0 || base === 1 ? base : undefined;
}

/**
 * The number that the service gives the line at position 0: 0 or 1. It is not documented, so it is determined for
 * each file: every line must be listed once, in SUCCESS or in FAILURE, and the smallest and the largest number
 * must be those of the first and the last line.
 * @returns undefined where that is unclear, because lines are not listed, or listed without a number
 */
export function lineBase(listed: ListedLines, lines: InputLines): 0 | 1 | undefined {
  const base = presumedBase(listed, lines.first);
  const isSure =
    listed.unclear === 0 && listed.all.count === lines.count && listed.all.max - lines.last === base;
  return isSure ? base : undefined;
}
