import { ACCOUNT_ID } from '../ground/index.ts';
import type { Statement } from '../cloudformation/index.ts';
import { parsePolicy } from '../cloudformation/index.ts';

/**
 * The policy of a topic that was given none: its owner may do everything (SNS Developer Guide, "Amazon SNS default policy"; the Sids are
 * those that GetTopicAttributes shows).
 */
export const defaultPolicy = (topicArn: string) => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: [
        'SNS:GetTopicAttributes',
        'SNS:SetTopicAttributes',
        'SNS:AddPermission',
        'SNS:RemovePermission',
        'SNS:DeleteTopic',
        'SNS:Subscribe',
        'SNS:ListSubscriptionsByTopic',
        'SNS:Publish',
      ],
      Resource: topicArn,
      Condition: { StringEquals: { 'AWS:SourceOwner': ACCOUNT_ID } },
    },
  ],
});

export const defaultStatements = (topicArn: string): Statement[] => parsePolicy(defaultPolicy(topicArn));
