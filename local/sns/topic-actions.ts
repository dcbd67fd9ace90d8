import type { Caller, JsonObject } from '../ground/index.ts';
import { ACCOUNT_ID, arnOf, isJsonObject, notImplemented, parsedJson } from '../ground/index.ts';
import type { Statement } from '../cloudformation/index.ts';
import { parsePolicy, policyDocument } from '../cloudformation/index.ts';
import type { AwsJsonAction } from '../http/index.ts';
import { objectMember, queryMap, textMember } from '../http/index.ts';
import { defaultPolicy } from './default-policy.ts';
import { invalid } from './message.ts';
import type { TopicAccess } from './topic-access.ts';
import { checkTopicAccess } from './topic-access.ts';
import type { Topic, TopicBook } from './topics.ts';

const TOPIC_NAME = /^[\w-]{1,256}$/;

/** How SNS tries again by HTTP unless a topic says otherwise (SNS Developer Guide, "Creating an HTTP/S delivery policy"); nothing goes out by HTTP here. */
const EFFECTIVE_DELIVERY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
};

/** The actions that make and show topics. Lists come in one page. */
export function topicActions(book: TopicBook, access: TopicAccess): Record<string, AwsJsonAction> {
  const topicFor = (caller: Caller, input: JsonObject, action: string): Topic => {
    const topic = book.topic(textMember(input, 'TopicArn') ?? '');
    checkTopicAccess(topic, caller, `sns:${action}`, access);
    return topic;
  };

  return {
    CreateTopic(input, { caller }) {
      const name = textMember(input, 'Name') ?? '';
      if (!TOPIC_NAME.test(name)) throw invalid('Topic Name');
      const arn = arnOf('sns', name);
      access.authorize(caller, 'sns:CreateTopic', arn);
      const other = ['Tags', 'DataProtectionPolicy'].find((member) => input[member] !== undefined);
      if (other !== undefined) throw notImplemented(`${other} of topics`);
      const asked = Object.entries(objectMember(input, 'Attributes') ?? {});
      const topic = asked.reduce<Topic>(
        (made, [attribute, value]) => withAttribute(made, attribute, String(value)),
        { arn, policy: [] },
      );
      // To make a topic again that there is succeeds, unless it would be another (API reference, CreateTopic).
      const before = book.find(arn);
      if (!before) book.put(topic);
      else if (asked.length > 0 && JSON.stringify(before) !== JSON.stringify(topic))
        throw invalid('Attributes Reason: Topic already exists with different attributes');
      return { TopicArn: arn };
    },
    DeleteTopic(input, { caller }) {
      const arn = textMember(input, 'TopicArn') ?? '';
      access.authorize(caller, 'sns:DeleteTopic', arn);
      book.remove(arn);
    },
    ListTopics(_input, { caller }) {
      access.authorize(caller, 'sns:ListTopics', arnOf('sns', '*'));
      return { Topics: book.list().map(({ arn }) => ({ TopicArn: arn })) };
    },
    GetTopicAttributes(input, { caller }) {
      const topic = topicFor(caller, input, 'GetTopicAttributes');
      return {
        Attributes: queryMap({
          TopicArn: topic.arn,
          Owner: ACCOUNT_ID,
          DisplayName: topic.displayName ?? '',
          Policy: JSON.stringify(
            topic.policy.length > 0 ? policyDocument(topic.policy) : defaultPolicy(topic.arn),
          ),
          EffectiveDeliveryPolicy: JSON.stringify(EFFECTIVE_DELIVERY),
          ...(topic.kmsKeyArn !== undefined && { KmsMasterKeyId: topic.kmsKeyArn }),
          SubscriptionsConfirmed: String(book.subscriptions(topic.arn).length),
          SubscriptionsPending: '0',
          SubscriptionsDeleted: '0',
        }),
      };
    },
    SetTopicAttributes(input, { caller }) {
      const topic = topicFor(caller, input, 'SetTopicAttributes');
      const value = textMember(input, 'AttributeValue') ?? '';
      book.put(withAttribute(topic, textMember(input, 'AttributeName') ?? '', value));
    },
  };
}

/** A topic with one attribute more. @throws AwsError */
function withAttribute(topic: Topic, attribute: string, value: string): Topic {
  // Kept and shown: it says nothing to queues.
  if (attribute === 'DisplayName') return { ...topic, displayName: value };
  if (attribute === 'Policy') return { ...topic, policy: policyOf(value) };
  throw notImplemented(`the attribute ${attribute} of a topic`);
}

function policyOf(text: string): Statement[] {
  const document = parsedJson(text);
  try {
    if (!isJsonObject(document)) throw new Error('it is no JSON object');
    return parsePolicy(document as Parameters<typeof parsePolicy>[0]);
  } catch (error) {
    throw invalid(`Policy statement: ${(error as Error).message}`);
  }
}
