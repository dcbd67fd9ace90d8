import { describe, expect, test } from '@jest/globals';
import { createAuthorizer } from '../../../../local/cloudformation/iam/authorizer.ts';
import { parsePolicy } from '../../../../local/cloudformation/iam/policy.ts';
import type { Key, Role } from '../../../../local/cloudformation/stack.ts';

const ROLE_ARN = 'arn:aws:iam::000000000000:role/worker';
const role: Role = { logicalId: 'WorkerRole', name: 'worker', arn: ROLE_ARN, trust: [], statements: [] };
const key: Key = {
  logicalId: 'Key',
  id: 'k',
  arn: 'arn:aws:kms:us-east-1:000000000000:key/k',
  aliases: [],
  policy: parsePolicy({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::000000000000:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: {
          StringEquals: {
            'kms:CallerAccount': '000000000000',
            'kms:ViaService': 'sqs.us-east-1.amazonaws.com',
          },
        },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'kms:GenerateDataKey*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
      },
    ],
  }),
};
const { authorize, serviceMayUseKey } = createAuthorizer([role], [key]);
const caller = { kind: 'role' as const, roleArn: ROLE_ARN };
const via = (service: string) => ({ 'kms:ViaService': `${service}.us-east-1.amazonaws.com` });

describe('a key’s own policy', () => {
  test('lets a role use the key through the services it names, without a word in the role', () => {
    expect(() => {
      authorize(caller, 'kms:Decrypt', key.arn, via('sqs'));
    }).not.toThrow();
  });
  test.each([
    ['through another service', 'kms:Decrypt', via('s3')],
    ['directly', 'kms:Decrypt', {}],
    ['for another action', 'kms:Encrypt', via('sqs')],
  ])('does not %s: its statement for the account only delegates to the role', (_, action, context) => {
    expect(() => {
      authorize(caller, action, key.arn, context);
    }).toThrow(`not authorized to perform: ${action}`);
  });
  test('lets a service use the key only where it names it, and for this account', () => {
    const mine = { 'aws:SourceAccount': '000000000000' };
    expect(serviceMayUseKey('events.amazonaws.com', 'kms:GenerateDataKey', key.arn, mine)).toBe(true);
    expect(serviceMayUseKey('events.amazonaws.com', 'kms:Decrypt', key.arn, mine)).toBe(false);
    expect(serviceMayUseKey('sns.amazonaws.com', 'kms:GenerateDataKey', key.arn, mine)).toBe(false);
    expect(
      serviceMayUseKey('events.amazonaws.com', 'kms:GenerateDataKey', key.arn, { 'aws:SourceAccount': '1' }),
    ).toBe(false);
  });
});
