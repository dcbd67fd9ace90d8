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
