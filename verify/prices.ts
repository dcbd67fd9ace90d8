import { countOf } from '../errors/index.ts';
/** What AWS bills for what a run makes, in us-east-1 (aws.amazon.com/healthlake/pricing). */
export const PRICES = {
  asOf: '2026-11',
  /** USD for each hour of a data store; 10 GB of storage and 3,500 queries an hour are in it. */
  storeHour: 0.27,
} as const;

/** Hours of data stores that a run takes on AWS: a data store takes up to half an hour to come, jobs take minutes. */
const STORE_HOURS = { usual: 1.5, slow: 3 } as const;

/** What a run costs about, as a sentence. */
export function costText(choices: { creates: boolean; isSlow: boolean }): string {
  if (!choices.creates)
    return 'It writes to a data store that you have: what it adds costs a few cents at most, beyond 3,500 queries an hour.';
  const hours = choices.isSlow ? STORE_HOURS.slow : STORE_HOURS.usual;
  return `It makes ${choices.isSlow ? 'two data stores' : 'a data store'} for some ${countOf(hours, 'hour')} in all: about ${(hours * PRICES.storeHour).toFixed(2)} USD, at ${PRICES.storeHour} USD an hour (${PRICES.asOf}, us-east-1; 10 GB and 3,500 queries an hour are in it).`;
}
