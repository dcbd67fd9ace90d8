/** Lines are made to fit so many characters. */
export const WIDTH = 100;

/** What has no spaces and is longer than this is shortened in its middle: addresses, mostly. */
const LONGEST_WORD = 48;

/** A text in which long addresses are shortened in the middle, where it would not fit otherwise. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  return text
    .split(' ')
    .map((word) => (word.length <= LONGEST_WORD ? word : `${word.slice(0, 24)}...${word.slice(-21)}`))
    .join(' ');
}

/** A line cut at its spaces into lines that fit; those behind the first are indented. A word that is longer stays whole. */
export function wrapped(line: string, indent: number, width = WIDTH): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const from = lines.length === 0 ? 0 : indent;
    const at = rest.lastIndexOf(' ', width);
    if (at <= from || rest.slice(from, at).trim() === '') break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = `${' '.repeat(indent)}${rest.slice(at + 1)}`;
  }
  return [...lines, rest];
}
