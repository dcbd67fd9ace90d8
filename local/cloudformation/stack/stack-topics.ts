import type { Statement } from '../iam/statement.ts';
import { parsePolicy } from '../iam/policy.ts';
import { keyArn } from '../key-arn.ts';
import { optional, readProperties } from '../property-reader.ts';
import type { ResolvedResource, ResolvedTemplate } from '../resolve.ts';

/** A topic of SNS. */
export interface Topic {
  logicalId: string;
  arn: string;
  fifo: boolean;
  /** The customer managed key that encrypts the topic. */
  kmsKeyArn?: string;
  /** The statements of every AWS::SNS::TopicPolicy that names this topic. */
  policy: Statement[];
}

export interface TopicSubscription {
  logicalId: string;
  arn: string;
  topicArn: string;
  /** `sqs`, `email` ... */
  protocol: string;
  endpoint: string;
  /** Whether the message comes bare. */
  raw: boolean;
  /** What says which messages come, and of what it is asked, as the template has them. */
  filterPolicy?: unknown;
  filterScope?: string;
}

/** A topic with the policies of the template that name it. */
export function readTopic({ logicalId, properties, ref }: ResolvedResource, all: ResolvedTemplate): Topic {
  const reader = readProperties(logicalId, properties);
  return {
    logicalId,
    arn: ref,
    fifo: reader.flag('FifoTopic', false),
    ...optional('kmsKeyArn', keyArn(reader.optionalText('KmsMasterKeyId'), all)),
    policy: all.resources
      .filter(({ type }) => type === 'AWS::SNS::TopicPolicy')
      .filter((policy) => readProperties(policy.logicalId, policy.properties).texts('Topics').includes(ref))
      .flatMap((policy) => parsePolicy(policy.properties.PolicyDocument)),
  };
}

export function readSubscription({ logicalId, properties, ref }: ResolvedResource): TopicSubscription {
  const reader = readProperties(logicalId, properties);
  return {
    logicalId,
    arn: ref,
    topicArn: reader.text('TopicArn'),
    protocol: reader.text('Protocol'),
    endpoint: reader.text('Endpoint'),
    raw: reader.flag('RawMessageDelivery', false),
    ...optional('filterPolicy', properties.FilterPolicy),
    ...optional('filterScope', reader.optionalText('FilterPolicyScope')),
  };
}
