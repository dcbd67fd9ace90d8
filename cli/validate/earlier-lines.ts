/** Returns the line that a resource was on before, if it was; remembers it otherwise. */
export type EarlierLines = (print: number, line: number) => number | undefined;

/** A power of two, as any later one. */
const FIRST_CAPACITY = 2 ** 16;
const FULLEST = 0.7;

/**
 * Remembers the first line of each resource by its fingerprint of 53 bits, in 16 bytes a place: a Map would take ten
 * times as much, and ends at 17 million. Of ten million lines one in two hundred runs takes one for another's.
 */
export function earlierLines(): EarlierLines {
  let prints = new Float64Array(FIRST_CAPACITY);
  let lines = new Float64Array(FIRST_CAPACITY);
  let count = 0;

  /** Where a fingerprint is, or where it belongs. A place that is free has 0. */
  const placeOf = (print: number): number => {
    const mask = prints.length - 1;
    let place = print & mask;
    while (prints[place] !== 0 && prints[place] !== print) place = (place + 1) & mask;
    return place;
  };

  const grow = (): void => {
    const [oldPrints, oldLines] = [prints, lines];
    prints = new Float64Array(oldPrints.length * 2);
    lines = new Float64Array(oldPrints.length * 2);
    oldPrints.forEach((print, at) => {
      if (print === 0) return;
      const place = placeOf(print);
      prints[place] = print;
      lines[place] = oldLines[at] ?? 0;
    });
  };

  return (print, line) => {
    const place = placeOf(print || 1);
    if (prints[place] !== 0) return lines[place];
    prints[place] = print || 1;
    lines[place] = line;
    count++;
    if (count > prints.length * FULLEST) grow();
    return undefined;
  };
}
