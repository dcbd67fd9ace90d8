import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Service } from '../ground/index.ts';
import { notImplemented, transaction, attempt } from '../ground/index.ts';
import type { Topic as StackTopic, TopicSubscription } from '../cloudformation/index.ts';
import { awsQueryService, textMember } from '../http/index.ts';
import { passes, readFilter } from './filter.ts';
import type { Attributes, Message } from './message.ts';
import { invalid, messageIn, notificationOf } from './message.ts';
import { subscriptionActions } from './subscription-actions.ts';
import { topicActions } from './topic-actions.ts';
import type { Publisher, ServicePublisher, TopicAccess } from './topic-access.ts';
import { checkTopicAccess, checkTopicKey } from './topic-access.ts';
import { createTopicBook } from './topics.ts';

export interface SnsOptions extends TopicAccess {
  database: DatabaseSync;
  clock: Pick<Clock, 'now'>;
  /** Sends to a queue in the caller's transaction; AwsError where refused. */
  sendToQueue: (queueArn: string, body: string, by: ServicePublisher, attributes: Attributes) => void;
  /** Told where a queue did not take a message, which is lost to it. */
  onRefused: (topicArn: string, queueArn: string, reason: string) => void;
}

export interface Sns {
  /** @throws AwsError NotImplemented for a FIFO topic */
  declareTopic: (topic: StackTopic) => void;
  /** A subscription of another kind than a queue's has no effect: no message leaves the machine. @throws AwsError InvalidParameter for a filter that AWS would refuse */
  declareSubscription: (subscription: TopicSubscription) => void;
  /** Publishes in the caller's transaction; returns the message's id. @throws AwsError NotFound, AuthorizationError */
  publish: (topicArn: string, text: string, by: Publisher, subject?: string) => string;
  service: Service;
  /** Forgets what callers made. */
  reset: () => void;
}

/** The topics of the machine-local cloud; queues subscribe to them. */
export function createSns(options: SnsOptions): Sns {
  const { database, clock } = options;
  const book = createTopicBook(database);

  const publish = (topicArn: string, message: Message, by: Publisher): string => {
    const topic = book.topic(topicArn);
    checkTopicAccess(topic, by, 'sns:Publish', options);
    checkTopicKey(topic, by, options);
    const messageId = randomUUID();
    const notification = notificationOf(message, messageId, topicArn, clock.now());
    const sender = { kind: 'service', service: 'sns.amazonaws.com', sourceArn: topicArn } as const;
    transaction(database, () => {
      for (const { queueArn, raw, filter } of book.subscriptions(topicArn)) {
        if (filter && !passes(filter, message)) continue;
        const refusal = attempt(database, () => {
          options.sendToQueue(
            queueArn,
            raw ? message.text : notification,
            sender,
            raw ? message.attributes : {},
          );
        });
        if (refusal) options.onRefused(topicArn, queueArn, `${refusal.code}: ${refusal.message}`);
      }
    });
    return messageId;
  };

  return {
    declareTopic({ logicalId: _logicalId, fifo, ...topic }) {
      if (fifo) throw notImplemented(`FIFO topics (${topic.arn})`);
      book.declare(topic);
    },
    declareSubscription({ arn, topicArn, protocol, endpoint, raw, filterPolicy, filterScope }) {
      if (protocol !== 'sqs') return;
      const filter = readFilter(filterPolicy, filterScope);
      book.declareSubscription({ arn, topicArn, queueArn: endpoint, raw, filter });
    },
    publish: (topicArn, text, by, subject) =>
      publish(topicArn, { text, attributes: {}, facts: {}, ...(subject !== undefined && { subject }) }, by),
    service: awsQueryService({
      signingName: 'sns',
      namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
      actions: {
        ...topicActions(book, options),
        ...subscriptionActions(book, options),
        Publish(input, { caller }) {
          const topicArn = textMember(input, 'TopicArn') ?? textMember(input, 'TargetArn');
          if (topicArn === undefined)
            throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
          return { MessageId: publish(topicArn, messageIn(input), caller) };
        },
      },
    }),
    reset: () => {
      book.clear();
    },
  };
}
