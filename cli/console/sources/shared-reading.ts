/** How old what a source said may be before it is asked again, milliseconds. */
export const GOOD_FOR_MS = { local: 500, stage: 5000 };

/** A reading is good for so many times as long as it took: whoever looks on takes a tenth of a processor at most. */
const WORTH_OF_A_READING = 10;

/**
 * One reading of a source for all who ask within its time, whichever views they are: a source is asked no more often. One that
 * fails is asked again by whoever comes next.
 */
export function sharedReading<T>(
  read: () => Promise<T>,
  goodForMs: number,
  now: () => number,
): () => Promise<T> {
  let last: { reading: Promise<T>; goodUntil: number } | undefined;
  return () => {
    if (last && now() < last.goodUntil) return last.reading;
    const begun = now();
    const reading = read();
    const mine = (last = { reading, goodUntil: Infinity });
    reading.then(
      () => {
        mine.goodUntil = begun + Math.max(goodForMs, WORTH_OF_A_READING * (now() - begun));
      },
      () => {
        if (last === mine) last = undefined;
      },
    );
    return reading;
  };
}
