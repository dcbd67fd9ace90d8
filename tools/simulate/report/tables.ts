import type { MeasuredFunction, ScenarioResult } from './measured.ts';
import { countOf } from '../../../errors/index.ts';

/** A table: what its columns are called, and its rows. */
export interface ReportTable {
  headings: string[];
  rows: string[][];
}

const MB = 1024 * 1024;
const seconds = (ms: number): string =>
  ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
const share = (part: number, whole: number): string => `${Math.round((part / whole) * 100)} %`;

/** A row of each function: its peak memory beside its MemorySize, its longest invocation beside its Timeout. */
export const functionsTable = (functions: readonly MeasuredFunction[]): ReportTable => ({
  headings: [
    'Function',
    'Runs',
    'Peak memory',
    'of MemorySize',
    'Longest run',
    'of Timeout',
    'of it processor',
  ],
  rows: functions.map(({ name, invocations, memoryMb, timeoutSeconds, peakBytes, longest }) => [
    name,
    invocations.toLocaleString('en-US'),
    `${Math.round(peakBytes / MB)} MB`,
    `${share(peakBytes / MB, memoryMb)} of ${memoryMb} MB`,
    seconds(longest.durationMs),
    `${share(longest.durationMs, timeoutSeconds * 1000)} of ${timeoutSeconds} s`,
    seconds(longest.durationMs - longest.waitedMs),
  ]),
});

/** All else that a scenario came to, in two columns. */
export function factsTable(result: ScenarioResult): ReportTable {
  const { queues, facts, files, calls, writeUnits, largestItem, largestEventRequest } = result;
  const allCalls = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const perFile = (count: number): string => (count / files).toFixed(2);
  return {
    headings: ['What', 'How much'],
    rows: [
      ...queues.flatMap(({ queue, messages, worstMs, medianMs, mostInFlight }) => [
        [
          `queue ${queue}, ${countOf(messages, 'message')}: longest and median wait`,
          `${seconds(worstMs)}, ${seconds(medianMs)}`,
        ],
        [`queue ${queue}: most in flight at once`, mostInFlight.toLocaleString('en-US')],
      ]),
      ...facts,
      ['AWS calls a file', perFile(allCalls)],
      ['DynamoDB write request units a file', perFile(writeUnits)],
      ['largest item of DynamoDB', `${(largestItem / 1024).toFixed(1)} kB of 400 kB`],
      ...(largestEventRequest > 0
        ? [['largest request to the bus', `${(largestEventRequest / 1024).toFixed(1)} kB of 256 kB`]]
        : []),
    ],
  };
}

/** A scenario as JSON: numbers, in the units that their names say. */
export const resultJson = ({ functions, calls, ...result }: ScenarioResult): object => ({
  ...result,
  functions: functions.map(({ errors, ...measured }) => ({
    ...measured,
    errors: Object.fromEntries(errors),
  })),
  calls: Object.fromEntries([...calls].sort(([a], [b]) => (a < b ? -1 : 1))),
});
