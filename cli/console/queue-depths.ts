import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { StageResources } from '../stage/index.ts';

/** The stack's queues, by what waits in them. */
const QUEUES = {
  arrivals: ['arrivals'],
  summaries: ['summaries'],
  deadLetters: [
    'arrivals-dead-letters',
    'summaries-dead-letters',
    'start-imports-failures',
    'poll-jobs-failures',
  ],
} as const;

/** Messages in a stage's queues, in flight included; SQS counts approximately. */
export type QueueDepths = Record<keyof typeof QUEUES, number>;

/** Reads how many messages wait in the queues of a stage. */
export async function queueDepths({
  stage,
  clientSettings,
}: Pick<StageResources, 'stage' | 'clientSettings'>): Promise<QueueDepths> {
  const sqs = new SQSClient(clientSettings);
  try {
    const groups = await Promise.all(
      Object.entries(QUEUES).map(async ([group, names]) => {
        const depths = await Promise.all(names.map((name) => depthOf(sqs, `inlet-${stage}-${name}`)));
        return [group, depths.reduce((sum, depth) => sum + depth, 0)] as const;
      }),
    );
    return Object.fromEntries(groups) as QueueDepths;
  } finally {
    sqs.destroy();
  }
}

/** A stage without exports, say, lacks a queue: nothing waits in it. */
async function depthOf(sqs: SQSClient, QueueName: string): Promise<number> {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages ?? 0) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
    );
  } catch (error) {
    if (error instanceof QueueDoesNotExist) return 0;
    throw error;
  }
}
