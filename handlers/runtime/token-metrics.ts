/** What a line of the identity provider must say for CloudWatch to make a metric of it. */
interface Decision {
  outcome: 'allowed' | 'refused';
  code: string | null;
}

/**
 * Members that make a log line a metric: TokensAllowed, or TokensRefused in all and by code (CloudWatch embedded metric
 * format). By hand, since the identity provider has no time to load a library for it. A code is one of some thirty, never
 * anything of the token.
 *
 * @param time epoch milliseconds
 */
export function tokenMetrics({ outcome, code }: Decision, namespace: string, time: number) {
  const name = outcome === 'allowed' ? 'TokensAllowed' : 'TokensRefused';
  const Dimensions = code === null ? [['service']] : [['service'], ['service', 'code']];
  return {
    [name]: 1,
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions, Metrics: [{ Name: name, Unit: 'Count' }] }],
    },
  };
}
