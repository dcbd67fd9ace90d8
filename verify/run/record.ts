import { randomBytes } from 'node:crypto';
import type { Assumption, Needs } from '../assumption.ts';
import { isProbe } from '../assumption.ts';

export type Verdict = 'held' | 'broken' | 'not run' | 'could not tell';

/** What is known of one assumption. */
export interface ProbeRecord {
  name: string;
  topic: string;
  assumed: string;
  /** `no probe` where there is none: `seen` says why. */
  needs: Needs | 'no probe';
  verdict: Verdict;
  expected: string | null;
  /** What was seen; of what was not run or could not be told, why. */
  seen: string;
  /** How long it took, seconds; null where it was not run. */
  seconds: number | null;
}

/**
 * The record of a run. It can be sent on: no account, ARN, address, id of a data store or job, and no data stands in it. What a
 * run made is found again by its id alone.
 */
export interface VerifyRecord {
  schemaVersion: '1';
  stage: string;
  runId: string;
  startedAt: string;
  /** Null while the run can be gone on with. */
  endedAt: string | null;
  /** How many times it was begun or gone on with. */
  sittings: number;
  probes: ProbeRecord[];
  /** What the run has left behind. */
  stays: string[];
}

export const newRecord = (stage: string, now: number): VerifyRecord => ({
  schemaVersion: '1',
  stage,
  runId: randomBytes(4).toString('hex'),
  startedAt: new Date(now).toISOString(),
  endedAt: null,
  sittings: 0,
  probes: [],
  stays: [],
});

/** The row of an assumption. */
export const rowOf = (
  { name, topic, says, tried }: Assumption,
  { verdict, seen, seconds }: Pick<ProbeRecord, 'verdict' | 'seen' | 'seconds'>,
): ProbeRecord => ({
  name,
  topic,
  assumed: says,
  needs: isProbe(tried) ? tried.needs : 'no probe',
  verdict,
  expected: isProbe(tried) ? tried.expects : null,
  seen: withoutNames(seen),
  seconds,
});

/** ARNs, addresses, accounts and ids, in this order: what is left of one must not look like another. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/arn:[\w-]+:[^\s,;'")]+/g, '<arn>'],
  [/(?:https?|s3):\/\/[^\s,;'")]+/g, '<address>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{32}\b/g, '<id>'],
  [/\b\d{12}\b/g, '<account>'],
];

/** A text without what tells whose account it is of. */
export const withoutNames = (text: string): string =>
  NAMES.reduce((left, [pattern, instead]) => left.replaceAll(pattern, instead), text);

/** How many of each verdict. */
export const countVerdicts = ({ probes }: Pick<VerifyRecord, 'probes'>): Record<Verdict, number> => {
  const counts = { held: 0, broken: 0, 'could not tell': 0, 'not run': 0 };
  for (const { verdict } of probes) counts[verdict] += 1;
  return counts;
};
