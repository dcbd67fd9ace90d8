import { distance } from 'fastest-levenshtein';

/** So many letters may differ between what was typed and what was meant, half of them at most. */
const MOST_DIFFERENT = 2;

/** " (did you mean status?)", or nothing where no name is near. Of a single letter, as in -v, all options that begin so. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const letters = typed.replace(/^-+/, '');
  const meant = letters.length === 1 ? optionsOf(letters, names) : nearest(typed, letters, names);
  return meant.length === 0 ? '' : ` (did you mean ${meant.join(' or ')}?)`;
}

const optionsOf = (letter: string, names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith(`--${letter.toLowerCase()}`));

/** The name that differs least, where at least one letter of what was typed is right. */
const nearest = (typed: string, letters: string, names: readonly string[]): string[] =>
  names
    .map((name) => ({ name, apart: distance(typed, name) }))
    .filter(
      ({ name, apart }) =>
        apart <= Math.min(MOST_DIFFERENT, Math.ceil(name.length / 2), letters.length - 1) ||
        isBegun(typed, name),
    )
    .sort((one, other) => one.apart - other.apart)
    .slice(0, 1)
    .map(({ name }) => name);

/** True for the first letters of a name, be they three at least. */
const isBegun = (typed: string, name: string): boolean =>
  typed.replace(/^-+/, '').length >= 3 && name.startsWith(typed);
