import { WIDTH, isShownWhole, shortenedTo, wrapped } from './fit.ts';

/** Spaces between two columns. */
const GAP = 2;
/** Where a table does not fit, a cell is this wide at most; the last one of a row is wrapped instead. */
const WIDEST_CELL = 48;
/** A text that is wrapped needs so much room beside the other cells; with less it stands below them. */
const NARROWEST_TEXT = 32;
/** How far what stands below is moved to the right. */
const BELOW = 4;

interface Column {
  at: number;
  width: number;
  isNumber: boolean;
  /** The last one of a table, if it has texts: it may take several lines. */
  isWrapped: boolean;
}

/**
 * Rows with their cells in columns, numbers to the right, in lines that fit. Where they do not fit, long cells are shortened in the middle, columns
 * that have no room stand below the others, and the text at the end is wrapped.
 */
export function layOut(rows: readonly (readonly string[])[], isNumber: readonly boolean[]): string[] {
  const natural = isNumber.map((_, at) => Math.max(0, ...rows.map((row) => row[at]?.length ?? 0)));
  const whole = natural.reduce((sum, width) => sum + width + GAP, -GAP);
  const columns = natural.map((width, at) => ({
    at,
    width,
    isNumber: isNumber[at] === true,
    isWrapped: false,
  }));
  if (isShownWhole() || whole <= WIDTH) return rows.map((row) => lineOf(columns, row).trimEnd());
  const lines = linesOf(
    columns.map((column) => {
      const isWrapped = column.at === columns.length - 1 && !column.isNumber;
      return { ...column, isWrapped, width: Math.min(column.width, isWrapped ? WIDTH - BELOW : WIDEST_CELL) };
    }),
  );
  return rows.flatMap((row) => lines.flatMap((line, at) => rowLines(line, row, at === 0 ? 0 : BELOW)));
}

/** Which columns stand together on one line: as many as fit. */
function linesOf(columns: readonly Column[]): Column[][] {
  const lines: Column[][] = [[]];
  let used = 0;
  for (const column of columns) {
    const least = column.isWrapped ? Math.min(column.width, NARROWEST_TEXT) : column.width;
    if (used > 0 && used + least > WIDTH) {
      lines.push([]);
      used = BELOW;
    }
    lines.at(-1)?.push(column);
    used += column.width + GAP;
  }
  return lines;
}

/** The lines of one row's cells in these columns; none where they are all empty. */
function rowLines(columns: readonly Column[], row: readonly string[], indent: number): string[] {
  const text = columns.find(({ isWrapped }) => isWrapped);
  const others = columns.filter((column) => column !== text);
  const head = `${' '.repeat(indent)}${lineOf(others, row)}`;
  if (text === undefined) return head.trim() === '' ? [] : [head.trimEnd()];
  const start = others.length === 0 ? head : `${head}${' '.repeat(GAP)}`;
  return wrapped(row[text.at] ?? '', 0, WIDTH - start.length)
    .map((line, at) => `${at === 0 ? start : ' '.repeat(start.length)}${line}`.trimEnd())
    .filter((line) => line !== '');
}

const lineOf = (columns: readonly Column[], row: readonly string[]): string =>
  columns
    .map(({ at, width, isNumber }) => {
      const text = shortenedTo(row[at] ?? '', width);
      return isNumber ? text.padStart(width) : text.padEnd(width);
    })
    .join(' '.repeat(GAP));
