import type { Datum, Metric } from './metric.ts';
import { metricOf, valueDatum } from './metric.ts';

/** What Lambda tells of one invocation. */
export interface MeasuredInvocation {
  functionName: string;
  /** When it began, epoch milliseconds of the cloud's clock. */
  startedAt: number;
  /** The start of its environment included. */
  durationMs: number;
  failed: boolean;
  /** How many invocations of the function ran when it began, itself included. */
  concurrent: number;
  /** What all functions had claimed of the account's concurrency then: what they had reserved, and what the others used. */
  claimed: number;
}

/** What is known of a queue at a time. */
export interface MeasuredQueue {
  visible: number;
  inFlight: number;
  delayed: number;
  /** When the oldest message was sent, epoch milliseconds; undefined where there is none. */
  oldestSentAt: number | undefined;
}

type QueueMetric = (queue: MeasuredQueue, now: number) => number;

/** SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS". */
const QUEUE_METRICS: Readonly<Record<string, QueueMetric>> = {
  ApproximateNumberOfMessagesVisible: ({ visible }) => visible,
  ApproximateNumberOfMessagesNotVisible: ({ inFlight }) => inFlight,
  ApproximateNumberOfMessagesDelayed: ({ delayed }) => delayed,
  ApproximateAgeOfOldestMessage: ({ oldestSentAt }, now) =>
    oldestSentAt === undefined ? 0 : Math.max(0, Math.floor((now - oldestSentAt) / 1000)),
};

/** AWS's own metrics that the local cloud has, by namespace and the names of their dimensions. */
const SERVICE_METRICS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'AWS/Lambda': {
    FunctionName: ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
    '': ['ClaimedAccountConcurrency'],
  },
  'AWS/SQS': { QueueName: Object.keys(QUEUE_METRICS) },
};

/** Whether the local cloud measures a metric: the functions' own ones, and those of AWS that are in the table. */
export function measuredBy({ namespace, name, dimensions }: Metric): boolean {
  if (!namespace.startsWith('AWS/')) return true;
  const names = dimensions.map(([dimension]) => dimension).join(' ');
  return SERVICE_METRICS[namespace]?.[names]?.includes(name) === true;
}

/** Lambda Developer Guide, "Types of metrics for Lambda functions": as of the time at which the function was invoked. */
export function lambdaMetrics(invocation: MeasuredInvocation): Datum[] {
  const { functionName, startedAt, durationMs, failed, concurrent, claimed } = invocation;
  const of = (name: string, unit: string, value: number): Datum =>
    valueDatum(metricOf('AWS/Lambda', name, [['FunctionName', functionName]]), startedAt, unit, value);
  return [
    of('Invocations', 'Count', 1),
    of('Errors', 'Count', failed ? 1 : 0),
    of('Duration', 'Milliseconds', durationMs),
    of('ConcurrentExecutions', 'Count', concurrent),
    valueDatum(metricOf('AWS/Lambda', 'ClaimedAccountConcurrency', []), startedAt, 'Count', claimed),
  ];
}

export const throttleMetrics = (functionName: string, now: number): Datum[] => [
  valueDatum(metricOf('AWS/Lambda', 'Throttles', [['FunctionName', functionName]]), now, 'Count', 1),
];

/** The value of a queue's metric; undefined where the metric is none of a queue. */
export function queueMetric(
  { namespace, name, dimensions }: Metric,
  queueOf: (name: string) => MeasuredQueue | undefined,
  now: number,
): number | undefined {
  const [[, queueName] = ['', '']] = dimensions;
  const metric = namespace === 'AWS/SQS' ? QUEUE_METRICS[name] : undefined;
  const queue = metric && queueOf(queueName);
  return queue && metric(queue, now);
}
