import { median } from './report.ts';

/**
 * Measures several things in turns, round after round: whatever else the machine does then falls on all of them.
 * @param measures by name; each does its work once and answers what it took
 * @returns the median of each
 */
export async function interleaved<Name extends string>(
  rounds: number,
  measures: Measures<Name>,
): Promise<Record<Name, number>> {
  const samples = await sampled(rounds, measures);
  const medians = Object.entries<number[]>(samples).map(([name, values]) => [name, median(values)]);
  return Object.fromEntries(medians) as Record<Name, number>;
}

type Measures<Name extends string> = Readonly<Record<Name, () => Promise<number> | number>>;

/** The same, with what each took in each round. */
export async function sampled<Name extends string>(
  rounds: number,
  measures: Measures<Name>,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries<() => Promise<number> | number>(measures);
  const samples = new Map(entries.map(([name]): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, measure] of entries) samples.get(name)?.push(await measure());
  return Object.fromEntries(samples) as Record<Name, number[]>;
}

/** How often the time of something goes into that of the yardstick, round by round. */
export const ratios = (yardstick: readonly number[], values: readonly number[]): number[] =>
  values.map((value, round) => (yardstick[round] ?? NaN) / value);

/** Milliseconds of processors that `work` takes, in all threads of this process: what else the machine does counts little. */
export async function processorTime(work: () => unknown): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Milliseconds, of processors and of the clock. They differ where threads share the work. */
export interface Taken {
  processors: number;
  clock: number;
}

/** Both for the same `work`. */
export async function bothTimes(work: () => unknown): Promise<Taken> {
  let processors = 0;
  const clock = await timed(async () => {
    processors = await processorTime(work);
  });
  return { processors, clock };
}
