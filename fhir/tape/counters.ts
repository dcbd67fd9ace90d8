/** As many as there are demands in the deepest elements of a profile, and more. */
const MOST_COUNTERS = 64 * 1024;

/** Counters of what is asked now, and of what that is in: a stack of them. */
export function createCounters() {
  const stack = new Int32Array(MOST_COUNTERS);
  let top = 0;
  return {
    stack,
    /** Takes so many, which are 0. @returns the first one's place */
    take(count: number): number {
      const from = top;
      top += count;
      stack.fill(0, from, top);
      return from;
    },
    /** Gives back those that begin at a place, and all that were taken after them. */
    giveBack(from: number): void {
      top = from;
    },
  };
}
