import { policyDocument } from '../../cloudformation/index.ts';
import { ACCOUNT_ID, AwsError, notImplemented } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { textListMember, textMember } from '../../http/index.ts';
import { longestMessageOf, queueUrl } from '../queue.ts';
import type { Queue } from '../queue.ts';
import type { MessageCount } from '../message-store.ts';
import type { Queues } from '../queues.ts';
import { queueOf, required } from './sqs.ts';
import type { Sqs } from './sqs.ts';

/** GetQueueUrl, ListQueues, GetQueueAttributes, PurgeQueue. */
export function queueActions(sqs: Sqs): Record<string, AwsJsonAction> {
  const { queues, book, authorize } = sqs;
  return {
    GetQueueUrl(input, { caller, host }) {
      const owner = textMember(input, 'QueueOwnerAWSAccountId') ?? ACCOUNT_ID;
      if (owner !== ACCOUNT_ID) throw notImplemented(`queues of other accounts (${owner})`);
      const queue = book.byName(required(input, 'QueueName'));
      authorize(caller, 'sqs:GetQueueUrl', queue.arn);
      return { QueueUrl: queueUrl(queue, host) };
    },
    ListQueues(input, { caller, host }) {
      authorize(caller, 'sqs:ListQueues', '*');
      if (input.NextToken !== undefined) throw notImplemented('NextToken of ListQueues: it has one page');
      const prefix = textMember(input, 'QueueNamePrefix') ?? '';
      const urls = book
        .list()
        .filter(({ name }) => name.startsWith(prefix))
        .map((queue) => queueUrl(queue, host));
      return urls.length > 0 ? { QueueUrls: urls } : {};
    },
    GetQueueAttributes(input, { caller }) {
      const queue = queueOf(sqs, input);
      authorize(caller, 'sqs:GetQueueAttributes', queue.arn);
      const attributes = attributesOf(queue, queues);
      const wanted = textListMember(input, 'AttributeNames') ?? [];
      const unknown = wanted.find((name) => name !== 'All' && !ATTRIBUTE_NAMES.has(name));
      if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      const chosen = Object.entries(attributes).filter(
        ([name, value]) => value !== undefined && (wanted.includes('All') || wanted.includes(name)),
      );
      return { Attributes: Object.fromEntries(chosen) };
    },
    PurgeQueue(input, { caller }) {
      queues.purge(caller, queueOf(sqs, input).arn);
    },
  };
}

/** Every attribute of a standard queue (API reference, GetQueueAttributes). Unset ones are left out of answers. */
const ATTRIBUTES: Readonly<
  Record<string, (queue: Queue, count: MessageCount) => string | number | undefined>
> = {
  QueueArn: ({ arn }) => arn,
  ApproximateNumberOfMessages: (_, { visible }) => visible,
  ApproximateNumberOfMessagesNotVisible: (_, { inFlight }) => inFlight,
  ApproximateNumberOfMessagesDelayed: (_, { delayed }) => delayed,
  CreatedTimestamp: ({ createdMs }) => Math.floor(createdMs / 1000),
  LastModifiedTimestamp: ({ createdMs }) => Math.floor(createdMs / 1000),
  VisibilityTimeout: ({ visibilityTimeoutSeconds }) => visibilityTimeoutSeconds,
  MaximumMessageSize: longestMessageOf,
  MessageRetentionPeriod: ({ messageRetentionSeconds }) => messageRetentionSeconds,
  DelaySeconds: ({ delaySeconds }) => delaySeconds ?? 0,
  ReceiveMessageWaitTimeSeconds: ({ receiveWaitSeconds }) => receiveWaitSeconds ?? 0,
  RedrivePolicy: ({ redrive }) => redrive && JSON.stringify(redrive),
  RedriveAllowPolicy: () => undefined,
  Policy: ({ policy }) => (policy?.length ? JSON.stringify(policyDocument(policy)) : undefined),
  KmsMasterKeyId: ({ kmsKeyArn }) => kmsKeyArn,
  KmsDataKeyReusePeriodSeconds: ({ kmsKeyArn }) => (kmsKeyArn === undefined ? undefined : 300),
  SqsManagedSseEnabled: ({ kmsKeyArn }) => String(kmsKeyArn === undefined),
};

const ATTRIBUTE_NAMES: ReadonlySet<string> = new Set(Object.keys(ATTRIBUTES));

/** Each attribute that a queue has, as the API writes it. */
export function attributesOf(queue: Queue, queues: Queues): Record<string, string | undefined> {
  const count = queues.count(queue.arn);
  return Object.fromEntries(
    Object.entries(ATTRIBUTES).map(([name, read]) => [name, read(queue, count)?.toString()]),
  );
}
