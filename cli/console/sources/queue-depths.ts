import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { StationId } from '../../../console/api/index.ts';
import type { StageResources } from '../../stage/index.ts';
import { STAGE_QUEUES } from './stage-queues.ts';

/** Messages in a stage's queues at a station, in flight included; SQS counts approximately. */
export interface StationQueues {
  waiting: number;
  givenUp: number;
  /** Queues that hold what was given up. */
  deadLetters: string[];
}

/** Of stations that have queues. */
export type QueueDepths = ReadonlyMap<StationId, StationQueues>;

/** Reads how many messages lie in the queues of a stage; addresses of queues are looked up once. */
export function queueReader({
  stage,
  clientSettings,
}: Pick<StageResources, 'stage' | 'clientSettings'>): () => Promise<QueueDepths> {
  const sqs = new SQSClient(clientSettings);
  const addresses = new Map<string, Promise<string | undefined>>();

  const addressOf = (QueueName: string): Promise<string | undefined> => {
    const known = addresses.get(QueueName);
    if (known) return known;
    const looked = sqs.send(new GetQueueUrlCommand({ QueueName })).then(
      ({ QueueUrl }) => QueueUrl,
      (error: unknown) => {
        // The stage does without it: nothing lies in it.
        if (error instanceof QueueDoesNotExist) return undefined;
        addresses.delete(QueueName);
        throw error;
      },
    );
    addresses.set(QueueName, looked);
    return looked;
  };

  const depthOf = async (name: string): Promise<number> => {
    const QueueUrl = await addressOf(`inlet-${stage}-${name}`);
    if (QueueUrl === undefined) return 0;
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
  };

  return async () => {
    const depths = new Map<StationId, StationQueues>();
    const read = await Promise.all(
      STAGE_QUEUES.map(async (queue) => ({ ...queue, depth: await depthOf(queue.name) })),
    );
    for (const { name, station, holds, depth } of read) {
      const found = depths.get(station) ?? { waiting: 0, givenUp: 0, deadLetters: [] };
      found[holds] += depth;
      if (holds === 'givenUp' && depth > 0) found.deadLetters.push(name);
      depths.set(station, found);
    }
    return depths;
  };
}
