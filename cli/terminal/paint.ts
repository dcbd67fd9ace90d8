import picocolors from 'picocolors';

/** How colours were asked for on the command line. */
export type ColourChoice = 'auto' | 'always' | 'never';

const chosen: { colours: ColourChoice } = { colours: 'auto' };

/** Takes `--color` or `--no-color` out of a command line; what is left is the command's own. */
export function takeColourChoice(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  chosen.colours = flags.includes('--no-color') ? 'never' : flags.includes('--color') ? 'always' : 'auto';
  return args.filter((arg, at) => (end >= 0 && at >= end) || (arg !== '--color' && arg !== '--no-color'));
}

/**
 * Whether an output gets colours: on a terminal, unless NO_COLOR (no-color.org) or TERM=dumb say otherwise; elsewhere where
 * FORCE_COLOR or `--color` ask for them.
 */
export function isColoured(
  out: { isTTY?: boolean },
  { NO_COLOR = '', FORCE_COLOR = '', TERM }: Readonly<NodeJS.ProcessEnv> = process.env,
  choice: ColourChoice = chosen.colours,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return out.isTTY === true && TERM !== 'dumb';
}

const colours = picocolors.createColors(true);

/** Words that say how something ended, or that somebody has to look. */
const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  COMPLETED: colours.green,
  imported: colours.green,
  COMPLETED_WITH_ERRORS: colours.yellow,
  'imported-with-errors': colours.yellow,
  incomplete: colours.yellow,
  withdrawn: colours.yellow,
  FAILED: colours.red,
  START_FAILED: colours.red,
  CANCEL_COMPLETED: colours.red,
  'import-failed': colours.red,
  'not started': colours.red,
  rejected: colours.red,
  trouble: colours.red,
};

export const COLOURED_WORDS: readonly string[] = Object.keys(COLOURS);

/** Such a word, the longest first. */
const WORD = [...COLOURED_WORDS].sort((one, other) => other.length - one.length).join('|');

const WORDS = new RegExp(`(?<=^|  |: |-> )(${WORD})(?=$|  |[:,;])`, 'g');

const ANY_WORD = new RegExp(`(?<=^|\\s)(${WORD})(?=$|[\\s:,;])`, 'g');

/**
 * The places of a line's spaces at which it must not be broken, or it would have other colours than it has whole: within such a word, and between one
 * that has no colour where it stands and its neighbour, without which it would look like one that has.
 */
export function spacesToKeep(line: string): Set<number> {
  const kept = new Set<number>();
  const hasColour = new Set([...line.matchAll(WORDS)].map(({ index }) => index));
  for (const { 0: word, index } of line.matchAll(ANY_WORD)) {
    for (let at = 0; at < word.length; at++) if (word[at] === ' ') kept.add(index + at);
    if (hasColour.has(index)) continue;
    const looksLikeOne = /(?:^| {2}|: |-> )$/.test(line.slice(0, index));
    kept.add(looksLikeOne ? index + word.length : index - 1);
  }
  return kept;
}

/** A line with those words in their colours, where the output gets any. */
export const painted = (line: string, out: { isTTY?: boolean }): string =>
  isColoured(out) ? line.replaceAll(WORDS, (word) => COLOURS[word]?.(word) ?? word) : line;
