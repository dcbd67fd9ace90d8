import { distance } from 'fastest-levenshtein';

/** So many letters may differ between what was typed and what was meant, half of them at most. */
const MOST_DIFFERENT = 2;

/** " (did you mean status?)", or nothing where no name is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, apart: distance(typed, name) }))
    .filter(
      ({ name, apart }) =>
        apart <= Math.min(MOST_DIFFERENT, Math.ceil(name.length / 2)) || isBegun(typed, name),
    )
    .sort((one, other) => one.apart - other.apart)
    .at(0);
  return near === undefined ? '' : ` (did you mean ${near.name}?)`;
}

/** True for the first letters of a name, be they three at least. */
const isBegun = (typed: string, name: string): boolean =>
  typed.replace(/^-+/, '').length >= 3 && name.startsWith(typed);
