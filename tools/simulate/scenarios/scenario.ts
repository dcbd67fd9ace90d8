import type { WatchTables } from '../dynamodb/operations.ts';
import type { PackagedStage } from '../lambda/functions.ts';
import type { SimulatedStage } from '../stage.ts';
import type { ScenarioResult } from '../report/measured.ts';

/** What a scenario is run with. */
export interface ScenarioRun {
  packaged: PackagedStage;
  /** Of the full size; 1 is all of it. */
  scale: number;
  /** Is told how far it is. */
  progress: (text: string) => void;
  /** Is told of each call of DynamoDB, with its answer. */
  watchTables?: WatchTables | undefined;
  /** Is shown the stage before it is closed. */
  onEnd?: ((stage: SimulatedStage) => void) | undefined;
}

/** A scenario: its sizes, and how it is run. */
export interface Scenario {
  name: string;
  /** In words, for help. */
  what: string;
  run: (run: ScenarioRun) => Promise<ScenarioResult>;
}

/** When the simulated time of each scenario begins: a Monday, epoch milliseconds. */
export const BEGIN = Date.UTC(2026, 0, 5);

export const MINUTE = 60_000;

/** The next full minute that is not before a time: schedules with a rate of a minute come then. */
export const nextMinute = (at: number): number => Math.ceil(at / MINUTE) * MINUTE;

/** The event of a rule with a rate (EventBridge user guide, "Scheduled Event"). */
export const scheduledEvent = (at: number): object => ({
  version: '0',
  id: `tick-${at}`,
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '000000000000',
  time: new Date(at).toISOString(),
  region: 'us-east-1',
  resources: [],
  detail: {},
});

/** Messages of a queue as Lambda hands them on (Lambda developer guide, "Using Lambda with Amazon SQS"). */
export const sqsEvent = (bodies: readonly string[], sentAt: number): object => ({
  Records: bodies.map((body, index) => ({
    messageId: `message-${sentAt}-${index}`,
    receiptHandle: `receipt-${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(sentAt),
      SenderId: 'simulated',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:simulated',
    awsRegion: 'us-east-1',
  })),
});
