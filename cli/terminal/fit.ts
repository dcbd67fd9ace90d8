/** Lines are made to fit so many characters. */
export const WIDTH = 100;

/** What has no spaces and is longer than this is shortened in the line of a step: addresses, mostly. */
const LONGEST_WORD = 48;

/** How the running command shows what is long: whole where `--verbose` asks for it. */
const shown = { whole: false, hasShortened: false };

/** Chooses how long lines are shown, at the begin of a command. */
export function showWhole(isWhole: boolean): void {
  Object.assign(shown, { whole: isWhole, hasShortened: false });
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

/** A step's text in which long addresses are shortened in the middle, where it would not fit otherwise. */
export function shortened(text: string, room: number): string {
  if (shown.whole || text.length <= room) return text;
  return text
    .split(' ')
    .map((word) => (word.length <= LONGEST_WORD ? word : middleOut(word, LONGEST_WORD)))
    .join(' ');
}

/** A line cut at its spaces into lines that fit; those behind the first are indented. A word that is longer is shortened. */
export function wrapped(line: string, indent: number, width = WIDTH): string[] {
  if (shown.whole || line.length <= width) return [line];
  const lines: string[] = [];
  let rest = line.replaceAll(/\S+/g, (word) => shortenedTo(word, width - indent));
  while (rest.length > width) {
    const from = lines.length === 0 ? leadingSpaces(rest) : indent;
    const at = rest.lastIndexOf(' ', width);
    // A word that begins too far to the right to fit goes to the next line, which it fits.
    const end = at > from ? at : rest.indexOf(' ', from);
    if (end < 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = `${' '.repeat(indent)}${rest.slice(end + 1).trimStart()}`;
  }
  return [...lines, rest];
}

const leadingSpaces = (line: string): number => line.length - line.trimStart().length;

/** The same of a line that stands for itself: what goes on stands a little to the right of where it begins. */
export const fitted = (line: string): string[] => wrapped(line, leadingSpaces(line) + 2);
