import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../ground/index.ts';
import { ACCOUNT_ID, arnOf, notImplemented } from '../ground/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { objectMember, queryMap, textMember } from '../http/index.ts';
import { readFilter } from './filter.ts';
import { invalid } from './message.ts';
import type { TopicAccess } from './topic-access.ts';
import { checkTopicAccess } from './topic-access.ts';
import type { Subscription, TopicBook } from './topics.ts';

/** The actions that make and show subscriptions. Lists come in one page. */
export function subscriptionActions(book: TopicBook, access: TopicAccess): Record<string, AwsJsonAction> {
  const listed = (subscriptions: readonly Subscription[]) => ({ Subscriptions: subscriptions.map(describe) });
  const subscriptionFor = (
    { caller }: Parameters<AwsJsonAction>[1],
    input: JsonObject,
    action: string,
  ): Subscription => {
    const arn = textMember(input, 'SubscriptionArn') ?? '';
    access.authorize(caller, `sns:${action}`, arn);
    return book.subscription(arn);
  };

  return {
    Subscribe(input, { caller }) {
      const topic = book.topic(textMember(input, 'TopicArn') ?? '');
      checkTopicAccess(topic, caller, 'sns:Subscribe', access);
      const protocol = textMember(input, 'Protocol') ?? '';
      if (protocol !== 'sqs') throw notImplemented(`subscriptions by ${protocol} (queues subscribe: sqs)`);
      const queueArn = textMember(input, 'Endpoint') ?? '';
      if (!/^arn:aws:sqs:[\w-]+:\d{12}:[\w-]+$/.test(queueArn)) throw invalid('SQS endpoint ARN');
      const before = book.subscriptions(topic.arn).find((each) => each.queueArn === queueArn);
      const arn = before?.arn ?? `${topic.arn}:${randomUUID()}`;
      const attributes = objectMember(input, 'Attributes') ?? {};
      const asked = withAttributes({ arn, topicArn: topic.arn, queueArn, raw: false }, attributes);
      // To subscribe again gives the same subscription, unless it would be another (API reference, Subscribe).
      if (!before) book.subscribe(asked);
      else if (Object.keys(attributes).length > 0 && JSON.stringify(before) !== JSON.stringify(asked))
        throw invalid('Attributes Reason: Subscription already exists with different attributes');
      return { SubscriptionArn: arn };
    },
    Unsubscribe(input, { caller }) {
      const arn = textMember(input, 'SubscriptionArn') ?? '';
      access.authorize(caller, 'sns:Unsubscribe', arn);
      book.unsubscribe(arn);
    },
    GetSubscriptionAttributes(input, call) {
      const subscription = subscriptionFor(call, input, 'GetSubscriptionAttributes');
      return { Attributes: queryMap(attributesOf(subscription)) };
    },
    SetSubscriptionAttributes(input, call) {
      const subscription = subscriptionFor(call, input, 'SetSubscriptionAttributes');
      const name = textMember(input, 'AttributeName') ?? '';
      const value = textMember(input, 'AttributeValue') ?? '';
      book.subscribe(withAttributes(subscription, { [name]: value }));
    },
    ListSubscriptions(_input, { caller }) {
      access.authorize(caller, 'sns:ListSubscriptions', arnOf('sns', '*'));
      return listed(book.subscriptions());
    },
    ListSubscriptionsByTopic(input, { caller }) {
      const topic = book.topic(textMember(input, 'TopicArn') ?? '');
      checkTopicAccess(topic, caller, 'sns:ListSubscriptionsByTopic', access);
      return listed(book.subscriptions(topic.arn));
    },
  };
}

const describe = ({ arn, topicArn, queueArn }: Subscription) => ({
  SubscriptionArn: arn,
  Owner: ACCOUNT_ID,
  Protocol: 'sqs',
  Endpoint: queueArn,
  TopicArn: topicArn,
});

const attributesOf = (subscription: Subscription): Record<string, string> => ({
  ...describe(subscription),
  RawMessageDelivery: String(subscription.raw),
  PendingConfirmation: 'false',
  ConfirmationWasAuthenticated: 'true',
  ...(subscription.filter?.policy && {
    FilterPolicy: JSON.stringify(subscription.filter.policy),
    FilterPolicyScope: subscription.filter.scope,
  }),
});

/** A subscription with these attributes in place of what it had. @throws AwsError */
function withAttributes(
  { filter: before, ...subscription }: Subscription,
  attributes: JsonObject,
): Subscription {
  const other = Object.keys(attributes).find((name) => !KNOWN.has(name));
  if (other !== undefined) throw notImplemented(`${other || 'no attribute'} of a subscription`);
  const { RawMessageDelivery: raw = String(subscription.raw), FilterPolicy } = attributes;
  if (raw !== 'true' && raw !== 'false')
    throw invalid('Attributes Reason: RawMessageDelivery is true or false');
  const policy = FilterPolicy ?? before?.policy;
  const scope = textMember(attributes, 'FilterPolicyScope') ?? before?.scope;
  return { ...subscription, raw: raw === 'true', filter: readFilter(policy, scope) };
}

const KNOWN = new Set(['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope']);
