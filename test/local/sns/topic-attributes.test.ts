import { DatabaseSync } from 'node:sqlite';
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClock } from '../../../local/ground/index.ts';
import type { Sns } from '../../../local/sns/index.ts';
import { createSns } from '../../../local/sns/index.ts';
import { clientSettings, serve } from '../../support/server.ts';

let sns: Sns;
let database: DatabaseSync;
let client: SNSClient;
let close: () => Promise<void>;

beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  sns = createSns({
    database,
    clock: createClock(0, () => 0),
    authorize: () => undefined,
    serviceMayUseKey: () => true,
    sendToQueue: () => undefined,
    onRefused: () => undefined,
  });
  const served = await serve(sns.service);
  close = served.close;
  client = new SNSClient({ ...clientSettings(served.url), maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await close();
  database.close();
});

const create = async (Attributes: Record<string, string> = {}): Promise<string> =>
  (await client.send(new CreateTopicCommand({ Name: 'news', Attributes }))).TopicArn ?? '';
const attributes = async (TopicArn: string) =>
  (await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {};

const ALARM = {
  kind: 'service',
  service: 'cloudwatch.amazonaws.com',
  sourceArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:a',
} as const;

describe('a topic that was given no policy', () => {
  test('shows the one that it has nevertheless, and how it would deliver by HTTP', async () => {
    const { Policy = '', EffectiveDeliveryPolicy = '' } = await attributes(await create());
    expect(JSON.parse(Policy)).toEqual({
      Version: '2008-10-17',
      Id: '__default_policy_ID',
      Statement: [
        {
          Sid: '__default_statement_ID',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: expect.arrayContaining([
            'SNS:Publish',
            'SNS:Subscribe',
            'SNS:GetTopicAttributes',
          ]) as unknown,
          Resource: 'arn:aws:sns:us-east-1:000000000000:news',
          Condition: { StringEquals: { 'AWS:SourceOwner': '000000000000' } },
        },
      ],
    });
    expect(JSON.parse(EffectiveDeliveryPolicy)).toMatchObject({
      http: { defaultHealthyRetryPolicy: { numRetries: 3, backoffFunction: 'linear' } },
    });
  });

  test('works as before when it is given the very policy that it shows', async () => {
    const TopicArn = await create();
    expect(sns.publish(TopicArn, 'a', ALARM)).not.toBe('');
    const { Policy } = await attributes(TopicArn);
    await client.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: Policy }),
    );
    expect(sns.publish(TopicArn, 'b', ALARM)).not.toBe('');
    const rule = { ...ALARM, service: 'events.amazonaws.com' };
    expect(() => sns.publish(TopicArn, 'c', rule)).toThrow('topic policy');
  });
});

test('a topic shows the policy that it was given, whatever is in it', async () => {
  const given = {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'others',
        Effect: 'Deny',
        Principal: { Service: ['s3.amazonaws.com'] },
        Action: ['sns:Publish'],
        NotResource: ['arn:aws:sns:us-east-1:000000000000:old'],
        Condition: { StringLike: { 'aws:SourceArn': ['*'] } },
      },
    ],
  };
  const { Policy = '' } = await attributes(await create({ Policy: JSON.stringify(given) }));
  expect(JSON.parse(Policy)).toEqual(given);
});
