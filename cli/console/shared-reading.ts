/** How old what a source said may be before it is asked again, milliseconds. */
export const GOOD_FOR_MS = { local: 500, stage: 5000 };

/**
 * One reading of a source for all who ask within its time, whichever views they are: a source is asked no more often. One that
 * fails is asked again by whoever comes next.
 */
export function sharedReading<T>(
  read: () => Promise<T>,
  goodForMs: number,
  now: () => number,
): () => Promise<T> {
  let last: { at: number; reading: Promise<T> } | undefined;
  return () => {
    if (last && now() - last.at < goodForMs) return last.reading;
    const reading = read();
    const mine = (last = { at: now(), reading });
    reading.catch(() => {
      if (last === mine) last = undefined;
    });
    return reading;
  };
}
