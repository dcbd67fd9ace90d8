/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Prints rows as a table: what was measured, and its ratio to the yardstick of the same run. */
export function report(title: string, yardstick: string, rows: readonly [string, number][]): void {
  console.log(`\n${title} (ratio to ${yardstick}, medians of one run)`);
  for (const [name, ratio] of rows) console.log(`  ${ratio.toFixed(2).padStart(8)}  ${name}`);
}

/** A quarter of the measurements are below the first, a quarter above the second. */
export function quartiles(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round((sorted.length - 1) * part)] ?? NaN;
  return [at(0.25), at(0.75)];
}

/** Prints ratios of several rounds: the median and the quartiles of each. */
export function reportRounds(
  title: string,
  yardstick: string,
  rows: readonly (readonly [name: string, ratios: readonly number[]])[],
): void {
  console.log(
    `\n${title} (ratio to ${yardstick}: median and quartiles of ${rows[0]?.[1].length ?? 0} rounds)`,
  );
  for (const [name, values] of rows) {
    const [low, high] = quartiles(values);
    console.log(
      `  ${median(values).toFixed(2).padStart(8)}  (${low.toFixed(2)} to ${high.toFixed(2)})  ${name}`,
    );
  }
}
