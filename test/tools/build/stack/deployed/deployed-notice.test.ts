import { describe, expect, test } from '@jest/globals';
import { deployedNotice } from '../../../../../tools/build/stack/deployed/deployed-notice.ts';
import { retainedResources } from '../../../../../tools/build/stack/deployed/retained-resources.ts';

const PLAIN = { uploadKey: 'any', alarmEmail: '' } as const;
const Mail = { Type: 'AWS::SNS::Subscription' };

describe('what a deployment says at its end', () => {
  const outputs = {
    InboxBucketName: 'my-inbox',
    EventBusArn: 'arn:aws:events:us-east-1:111122223333:event-bus/my-bus',
    AlarmTopicArn: 'arn:topic',
  };

  test('is where to drop files, where to listen, and what to do next', () => {
    const { lines } = deployedNotice('dev', outputs, {}, PLAIN);
    expect(lines).toEqual([
      'inbox       s3://my-inbox/',
      'bus         my-bus: docs/events.md says what is on it, and examples/ has rules to copy',
      'next        aws s3 cp export/ s3://my-inbox/export/ --recursive',
      '            npx inlet status --stage dev --watch',
    ]);
  });

  test('is a warning where alarms reach nobody, and none where somebody is mailed', () => {
    expect(deployedNotice('dev', outputs, {}, PLAIN).warnings).toEqual([
      expect.stringContaining('arn:topic'),
    ]);
    expect(deployedNotice('dev', outputs, { Mail }, PLAIN).warnings).toEqual([]);
  });

  test('is whom alarms are mailed to, and what has to happen before', () => {
    const { lines } = deployedNotice(
      'dev',
      outputs,
      { Mail },
      { ...PLAIN, alarmEmail: 'on-call@example.com' },
    );
    expect(lines).toContain(
      'alarms      on-call@example.com, once the mail that AWS sends there is confirmed',
    );
  });

  test('is an upload that the inbox takes, where uploads have to name the key', () => {
    const { lines } = deployedNotice(
      'dev',
      { ...outputs, KeyId: 'my-key' },
      {},
      { ...PLAIN, uploadKey: 'named' },
    );
    expect(lines).toContain(
      'next        aws s3 cp export/ s3://my-inbox/export/ --recursive --sse aws:kms --sse-kms-key-id arn:aws:kms:us-east-1:111122223333:key/my-key',
    );
  });
});

test('what stays after a removal has its id and its price; what was taken over is not the stack’s', () => {
  const Retain = { DeletionPolicy: 'RetainExceptOnCreate' };
  const resources = {
    DataStore: { Type: 'AWS::HealthLake::FHIRDatastore', ...Retain },
    InboxBucket: { Type: 'AWS::S3::Bucket', ...Retain },
    InboxPolicy: { Type: 'AWS::S3::BucketPolicy', ...Retain },
    Key: { Type: 'AWS::KMS::Key', ...Retain },
    Topic: { Type: 'AWS::SNS::Topic' },
  };
  const there = (LogicalResourceId: string, PhysicalResourceId: string) => ({
    LogicalResourceId,
    PhysicalResourceId,
    ResourceStatus: 'CREATE_COMPLETE',
  });
  expect(
    retainedResources(resources, [
      there('InboxBucket', 'my-inbox'),
      there('InboxPolicy', 'my-inbox'),
      there('Topic', 'arn:topic'),
      { ...there('Key', 'old'), ResourceStatus: 'DELETE_COMPLETE' },
    ]),
  ).toEqual(['--param="existingInboxBucket=my-inbox"  billed for what lies in it']);
});
