/** How long the identity provider may take, in milliseconds. */
export interface TimeLimits {
  /** For an answer: after that it is a refusal. */
  decision: number;
  /** For one fetch. A decision waits for at most two: one that was under way since the start, one of its own. */
  fetch: number;
}

/** HealthLake gives up after 1,000 ms, transport and start included: a refusal in time is better than none. */
export const ON_AWS: TimeLimits = { decision: 850, fetch: 350 };

/** The local cloud waits longer, lest a busy machine refuse good tokens; the function's Timeout of two seconds is the end. */
export const ON_LOCAL_CLOUD: TimeLimits = { decision: 1750, fetch: 800 };
