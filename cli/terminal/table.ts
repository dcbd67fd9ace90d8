import { isShownWhole, shortenedTo, lineWidth, wrapped } from './fit.ts';

/** Spaces between two columns. */
const GAP = 2;
/** Where a table does not fit, a cell is this wide at most; the last one of a row is wrapped instead. */
const WIDEST_CELL = 48;
/** Folders and keys are made narrower still, so that the others stand in their row. */
const NARROWEST_NAME = 20;
/** A text that is wrapped needs so much room beside the other cells; with less it stands below them. */
const NARROWEST_TEXT = 32;
/** How far what stands below is moved to the right. */
const BELOW = '    ';

interface Column {
  at: number;
  heading: string;
  width: number;
  isNumber: boolean;
}

/** Where the columns of a table that does not fit stand. */
interface Places {
  row: Column[];
  /** Columns that have no room in the row. */
  below: Column[];
  /** The last one, if it has texts: it takes several lines. */
  text: Column | undefined;
  isTextBeside: boolean;
}

/**
 * Rows with their cells in columns, numbers to the right, in lines that fit. Where they do not fit, long cells are shortened in the middle, and
 * cells that have no room stand below their row, each with its heading; the text at the end is wrapped, beside the others or below them.
 */
export function layOut(
  headings: readonly string[] | undefined,
  rows: readonly (readonly string[])[],
  isNumber: readonly boolean[],
): string[] {
  const columns = isNumber.map((is, at) => ({
    at,
    heading: headings?.[at] ?? '',
    width: Math.max(0, ...[...(headings ? [headings] : []), ...rows].map((row) => row[at]?.length ?? 0)),
    isNumber: is,
  }));
  const all = headings ? [headings, ...rows] : rows;
  if (isShownWhole() || widthOf(columns) <= lineWidth())
    return all.map((row) => lineOf(columns, row).trimEnd());
  const isName = columns.map(({ at }) => rows.some((row) => row[at]?.includes('/')));
  const places = placesOf(columns, (column) => isName[column.at] === true, longestWord(rows));
  return [
    ...(headings ? headingLines(places, headings) : []),
    ...rows.flatMap((row) => [...rowLines(places, row), ...linesBelow(places, row)]),
  ];
}

const widthOf = (columns: readonly Column[]): number =>
  columns.reduce((sum, { width }) => sum + width + GAP, -GAP);

/** A word, or what is pasted whole. */
const UNBROKEN = /`[^`]+`|\S+/g;

/** The longest of the texts' words, or of what is pasted whole: a column for texts must not be narrower. */
const longestWord = (rows: readonly (readonly string[])[]): number =>
  Math.max(0, ...rows.flatMap((row) => (row.at(-1)?.match(UNBROKEN) ?? []).map(({ length }) => length)));

/** @param widestWord characters of the texts at the end that cannot be broken */
function placesOf(
  columns: readonly Column[],
  isName: (column: Column) => boolean,
  widestWord: number,
): Places {
  const last = columns.at(-1);
  const text = last?.isNumber === false ? last : undefined;
  const cells = columns
    .filter((column) => column !== text)
    .map((column) => ({ ...column, width: Math.min(column.width, WIDEST_CELL) }));
  const besideText =
    text === undefined ? 0 : Math.min(text.width, Math.max(NARROWEST_TEXT, widestWord)) + GAP;
  const beside = narrowed(cells, isName, lineWidth() - besideText);
  if (text !== undefined && cells.length > 0 && widthOf(beside) + besideText <= lineWidth())
    return { row: beside, below: [], text, isTextBeside: true };
  const row = narrowed(cells, isName, lineWidth());
  const below: Column[] = [];
  for (let out; widthOf(row) > lineWidth() && (out = row.pop());) below.unshift(out);
  return { row, below, text, isTextBeside: row.length === 0 };
}

/** Columns of which those with names are as much narrower as is missing. */
function narrowed(columns: readonly Column[], isName: (column: Column) => boolean, room: number): Column[] {
  let missing = Math.max(0, widthOf(columns) - room);
  return columns.map((column) => {
    const least = isName(column)
      ? Math.min(column.width, Math.max(NARROWEST_NAME, column.heading.length))
      : column.width;
    const width = Math.max(least, column.width - missing);
    missing -= column.width - width;
    return { ...column, width };
  });
}

/** The headings of what stands in the row; what stands below has its own with it. */
const headingLines = ({ row, text, isTextBeside }: Places, headings: readonly string[]): string[] => [
  lineOf(text && isTextBeside ? [...row, text] : row, headings).trimEnd(),
];

/** A row's own line, and those that its text goes on in. */
function rowLines({ row: columns, text, isTextBeside }: Places, row: readonly string[]): string[] {
  const head = lineOf(columns, row);
  if (text === undefined || !isTextBeside) return [head.trimEnd()];
  const start = columns.length === 0 ? '' : head + ' '.repeat(GAP);
  return wrapped(row[text.at] ?? '', 0, lineWidth() - start.length).map((line, at) =>
    `${at === 0 ? start : ' '.repeat(start.length)}${line}`.trimEnd(),
  );
}

/** What has no room in the row, below it: nothing of what is empty. */
function linesBelow({ below, text, isTextBeside }: Places, row: readonly string[]): string[] {
  const cells = below
    .filter(({ at }) => (row[at] ?? '') !== '')
    .map(
      ({ at, heading, width, isNumber }) =>
        `${heading}${isNumber ? '' : ':'} ${shortenedTo(row[at] ?? '', width)}`,
    );
  const words = text === undefined || isTextBeside ? '' : (row[text.at] ?? '');
  return [
    ...(cells.length === 0 ? [] : [cells.join('; ')]),
    ...(words === '' ? [] : [text?.heading ? `${text.heading}: ${words}` : words]),
  ].flatMap((line) => wrapped(`${BELOW}${line}`, BELOW.length + 2));
}

const lineOf = (columns: readonly Column[], row: readonly string[]): string =>
  columns
    .map(({ at, width, isNumber }) => {
      const text = shortenedTo(row[at] ?? '', width);
      return isNumber ? text.padStart(width) : text.padEnd(width);
    })
    .join(' '.repeat(GAP));
