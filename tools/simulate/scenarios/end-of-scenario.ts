import type { QueueAge, ScenarioResult } from '../report/measured.ts';
import type { SimulatedStage } from '../stage.ts';

/** What a scenario came to, with all that the stage itself has counted. */
export const resultOf = (
  { aws, measured }: SimulatedStage,
  about: Pick<ScenarioResult, 'name' | 'what' | 'files' | 'facts' | 'broken'> & { queues: QueueAge[] },
): ScenarioResult => ({
  ...about,
  functions: Object.values(measured).filter(({ invocations }) => invocations > 0),
  calls: aws.calls,
  writeUnits: aws.tableCounts.writeUnits,
  largestItem: aws.tableCounts.largestItem,
  largestEventRequest: aws.messages.largestRequest,
  broken: [...about.broken, ...new Set(aws.notServed)],
});

/** Simulated time in words. */
export const minutesText = (ms: number): string =>
  ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;

/** A check: the sentence where two counts that must be the same are not. */
export const differs = (what: string, found: number, expected: number): string[] =>
  found === expected
    ? []
    : [`${what}: ${found.toLocaleString('en-US')} of ${expected.toLocaleString('en-US')}`];
