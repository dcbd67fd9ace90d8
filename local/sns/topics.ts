import type { DatabaseSync } from 'node:sqlite';
import { AwsError, createRecords, notImplemented } from '../ground/index.ts';
import type { Filter } from './filter.ts';
import type { Topic as StackTopic } from '../cloudformation/index.ts';

export type Topic = Omit<StackTopic, 'logicalId' | 'fifo'> & { displayName?: string };

export interface Subscription {
  arn: string;
  topicArn: string;
  queueArn: string;
  /** Whether the message comes bare, without the notification around it. */
  raw: boolean;
  /** Not there in what an earlier version kept. */
  filter?: Filter;
}

/** The topics of the template, and the topics and subscriptions that callers make, which are kept. */
export function createTopicBook(database: DatabaseSync) {
  const declared = new Map<string, Topic>();
  const declaredSubscriptions = new Map<string, Subscription>();
  const topics = createRecords<Topic>(database, 'sns_topic');
  const subscriptions = createRecords<Subscription>(database, 'sns_subscription');

  const allSubscriptions = (): Subscription[] => [...declaredSubscriptions.values(), ...subscriptions.list()];
  const refuseTemplates = (topicArn: string): void => {
    if (declared.has(topicArn))
      throw notImplemented(`changes at runtime of topic ${topicArn}, which the template declares`);
  };

  const refuseTemplatesOwn = (arn: string): void => {
    if (declaredSubscriptions.has(arn))
      throw notImplemented(`changes at runtime of subscription ${arn}, which the template declares`);
  };

  return {
    declare(topic: Topic): void {
      declared.set(topic.arn, topic);
      // It is the template's from here on.
      topics.remove(topic.arn);
    },
    declareSubscription: (subscription: Subscription): void =>
      void declaredSubscriptions.set(subscription.arn, subscription),
    list: (): Topic[] => [...declared.values(), ...topics.list()],
    find: (arn: string): Topic | undefined => declared.get(arn) ?? topics.get(arn),
    /** @throws AwsError NotFound */
    topic(arn: string): Topic {
      const found = this.find(arn);
      if (!found) throw new AwsError('NotFound', 'Topic does not exist', 404);
      return found;
    },
    /** Makes a topic, or puts it in place of what it was. @throws AwsError where it is the template's */
    put(topic: Topic): void {
      refuseTemplates(topic.arn);
      topics.put(topic.arn, topic);
    },
    remove(arn: string): void {
      refuseTemplates(arn);
      topics.remove(arn);
      for (const { arn: subscriptionArn, topicArn } of subscriptions.list())
        if (topicArn === arn) subscriptions.remove(subscriptionArn);
    },
    subscriptions: (topicArn?: string): Subscription[] =>
      allSubscriptions().filter(
        (subscription) => topicArn === undefined || subscription.topicArn === topicArn,
      ),
    /** @throws AwsError NotFound */
    subscription(arn: string): Subscription {
      const found = declaredSubscriptions.get(arn) ?? subscriptions.get(arn);
      if (!found) throw new AwsError('NotFound', 'Subscription does not exist', 404);
      return found;
    },
    /** Makes a subscription, or puts it in place of what it was. @throws AwsError where it is the template's */
    subscribe(subscription: Subscription): void {
      refuseTemplatesOwn(subscription.arn);
      subscriptions.put(subscription.arn, subscription);
    },
    unsubscribe(arn: string): void {
      refuseTemplatesOwn(arn);
      subscriptions.remove(arn);
    },
    clear(): void {
      topics.clear();
      subscriptions.clear();
    },
  };
}

export type TopicBook = ReturnType<typeof createTopicBook>;
