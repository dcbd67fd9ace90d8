/** How long the identity provider may take. */
export interface TimeLimits {
  /** For an answer: after that it is a refusal. */
  decisionMs: number;
  /** For one fetch. A decision waits for at most two: one that was under way since the start, one of its own. */
  fetchMs: number;
}

/** HealthLake gives up after 1,000 ms, transport and start included: a refusal in time is better than none. */
export const ON_AWS: TimeLimits = { decisionMs: 850, fetchMs: 350 };

/** The local cloud waits longer, lest a busy machine refuse good tokens; the function's Timeout of two seconds is the end. */
export const ON_LOCAL_CLOUD: TimeLimits = { decisionMs: 1750, fetchMs: 800 };
