/** Attempts to obtain something from afar, one at a time, and one in a cool-down, whatever comes of it. */
export interface CooledAttempts {
  /**
   * The attempt of the start. Where it fails it begins no cool-down: it may have been frozen together with the process, and
   * have failed for that alone.
   */
  preload(): Promise<void>;
  /** Makes one, unless one was made a short while ago; as long as nothing was ever obtained it joins the one under way. */
  attempt(): Promise<void> | undefined;
}

/**
 * @param obtain one bounded attempt; may reject
 * @param coolDown milliseconds between two attempts
 * @param now epoch milliseconds
 */
export function cooledAttempts(
  obtain: () => Promise<void>,
  coolDown: number,
  now: () => number,
): CooledAttempts {
  let attemptedAt = -Infinity;
  let underWay: Promise<void> | undefined;
  let hasObtained = false;

  const run = async (isPreload: boolean): Promise<void> => {
    const begun = now();
    if (!isPreload) attemptedAt = begun;
    try {
      await obtain();
      hasObtained = true;
      attemptedAt = begun;
    } catch {
      // What was obtained before stays; whoever asked judges its age.
    } finally {
      underWay = undefined;
    }
  };

  return {
    preload: () => (underWay ??= run(true)),
    attempt() {
      if (underWay && !hasObtained) return underWay;
      return now() - attemptedAt < coolDown ? undefined : (underWay ??= run(false));
    },
  };
}
