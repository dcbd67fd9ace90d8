import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { NotificationConfiguration, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RunningS3 } from './start-s3.ts';
import { startS3 } from './start-s3.ts';

let running: RunningS3;
let client: S3Client;
beforeEach(async () => {
  running = await startS3();
  client = running.client();
  await client.send(new CreateBucketCommand({ Bucket: 'mine' }));
});
afterEach(() => running.stop());

const put = (NotificationConfiguration: NotificationConfiguration, Bucket = 'mine', by = client) =>
  by.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration,
      SkipDestinationValidation: true,
    }),
  );
const get = async (Bucket = 'mine') => {
  const { EventBridgeConfiguration } = await client.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  return EventBridgeConfiguration;
};
const write = (Key: string) => client.send(new PutObjectCommand({ Bucket: 'mine', Key, Body: 'x' }));

describe('the notifications of a bucket', () => {
  test('go to EventBridge from when a caller asks for it until a caller ends it', async () => {
    await write('before');
    expect(await get()).toBeUndefined();
    await put({ EventBridgeConfiguration: {} });
    expect(await get()).toEqual({});
    await write('between');
    await put({});
    await write('after');
    expect(running.events.map(({ object }) => object.key)).toEqual(['between']);
  });

  test('of the template’s buckets can be switched, and are as the template has them after a reset', async () => {
    expect(await get('inbox')).toEqual({});
    await put({}, 'inbox');
    expect(await get('inbox')).toBeUndefined();
    running.s3.reset();
    expect(await get('inbox')).toEqual({});
  });

  test.each<[string, NotificationConfiguration]>([
    [
      'QueueConfiguration',
      {
        QueueConfigurations: [
          { QueueArn: 'arn:aws:sqs:us-east-1:000000000000:q', Events: ['s3:ObjectCreated:*'] },
        ],
      },
    ],
    [
      'TopicConfiguration',
      {
        TopicConfigurations: [
          { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Events: ['s3:ObjectCreated:*'] },
        ],
      },
    ],
    [
      'CloudFunctionConfiguration',
      {
        LambdaFunctionConfigurations: [
          {
            LambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
            Events: ['s3:ObjectCreated:*'],
          },
        ],
      },
    ],
  ])('have no %s', async (element, configuration) => {
    await expect(put(configuration)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining(element),
    });
    expect(await get()).toBeUndefined();
  });

  test('are changed by who may', async () => {
    running.allow.role = (action) => action !== 's3:PutBucketNotification';
    await expect(put({}, 'mine', running.roleClient())).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(running.asked).toEqual(['s3:PutBucketNotification arn:aws:s3:::mine']);
  });
});
