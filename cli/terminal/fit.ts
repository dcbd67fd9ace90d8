import { spacesToKeep } from './paint.ts';

/** Lines are made to fit so many characters where no terminal says how wide it is. */
const WIDTH = 100;

/** What has no spaces and is longer than this is shortened in the line of a step: addresses, mostly. */
const LONGEST_WORD = 48;
/** A terminal that is narrower than this gets lines of this width all the same. */
const NARROWEST = 60;

/** How the running command shows what is long: whole where `--verbose` asks for it. */
const shown = { whole: false, hasShortened: false, columns: (): number | undefined => undefined };

/** Chooses how long lines are shown, at the begin of a command. */
export function showWhole(isWhole: boolean): void {
  Object.assign(shown, { whole: isWhole, hasShortened: false });
}

/** Makes lines fit a terminal. @param columns how wide it is now; undefined where there is none */
export function fitTo(columns: () => number | undefined): void {
  shown.columns = columns;
}

/** How wide a line may be: as the terminal. One that does not know its size says 0. */
export function lineWidth(): number {
  const columns = shown.columns() ?? 0;
  return columns === 0 ? WIDTH : Math.max(NARROWEST, columns);
}

/** Whether lines are shown whole, however long they are. */
export const isShownWhole = (): boolean => shown.whole;

/** Whether something was shortened in a table or a sentence since the command began, so that it cannot be copied. */
export const hasShortened = (): boolean => shown.hasShortened;

/** A text shortened in its middle to so many characters, where it is longer. */
export function shortenedTo(text: string, room: number): string {
  if (text.length <= room) return text;
  shown.hasShortened = true;
  return middleOut(text, room);
}

const middleOut = (text: string, room: number): string => {
  const end = Math.floor((room - 3) / 2);
  // Half a character beyond U+FFFF is none.
  const head = text.slice(0, room - 3 - end).replace(/[\ud800-\udbff]$/, '');
  return `${head}...${text.slice(-end).replace(/^[\udc00-\udfff]/, '')}`;
};

/** A word, or a command between backticks with what is written against it: no line is broken within. */
const UNITS = /(?:`[^`]+`|\S)+/g;

/** Commands and addresses are there to be pasted: they are shown whole, however long they are. */
const isPasted = (unit: string): boolean => /`[^`]+`|\w:\/\//.test(unit);

/** A step's text in which long words are shortened in the middle, addresses as well, where it would not fit otherwise. */
export function shortened(text: string, room: number): string {
  if (shown.whole || text.length <= room) return text;
  return text.replaceAll(UNITS, (unit) =>
    unit.length <= LONGEST_WORD || unit.includes('`') ? unit : middleOut(unit, LONGEST_WORD),
  );
}

/**
 * A line cut at its spaces into lines that fit; those behind the first are indented. A word that is longer is shortened; a command or an
 * address stands on a line of its own then, which is as long as it is.
 */
export function wrapped(line: string, indent: number, width = lineWidth()): string[] {
  if (shown.whole || line.length <= width) return [line];
  const lines: string[] = [];
  let current = '';
  let end = 0;
  for (const { unit, index } of unitsOf(line, width - indent)) {
    const text = isPasted(unit) ? unit : shortenedTo(unit, width - indent);
    const gap = line.slice(end, index);
    const begun = current + gap;
    // What begins no further to the right than the next line would gains nothing from a line of its own; what fits none stays beside its label.
    const isLeft = begun.length <= indent || (gap.length > 1 && indent + text.length > width);
    if (isLeft || begun.length + text.length <= width) current = begun + text;
    else {
      if (current !== '') lines.push(current);
      current = ' '.repeat(indent) + text;
    }
    end = index + unit.length;
  }
  return [...lines, current];
}

/** The units of a line, those as one that must stay beside each other, where they have room. */
function unitsOf(line: string, room: number): { unit: string; index: number }[] {
  const kept = spacesToKeep(line);
  const units: { unit: string; index: number }[] = [];
  for (const { 0: unit, index } of line.matchAll(UNITS)) {
    const before = units.at(-1);
    const isOne = before && kept.has(index - 1) && index + unit.length - before.index <= room;
    if (isOne) before.unit = line.slice(before.index, index + unit.length);
    else units.push({ unit, index });
  }
  return units;
}

const leadingSpaces = (line: string): number => line.length - line.trimStart().length;

/** The same of a line that stands for itself: what goes on stands a little to the right of where it begins. */
export const fitted = (line: string): string[] => wrapped(line, leadingSpaces(line) + 2);
