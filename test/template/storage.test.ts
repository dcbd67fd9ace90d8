import { beforeAll, describe, expect, test } from '@jest/globals';
import { packaged, variants } from './packaged.ts';
import type { Packaged } from './packaged.ts';

const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const BUCKETS = ['InboxBucket', 'WorkBucket', 'ResultsBucket'];

describe.each(variants)('what %s keeps', (variant) => {
  let stack: Packaged;
  beforeAll(async () => {
    stack = await packaged(variant);
  }, 180_000);

  test.each(BUCKETS)('%s is private, versioned and encrypted with a bucket key', (bucket) => {
    expect(stack.resource(bucket).Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
          },
        ],
      },
    });
  });

  test.each(BUCKETS)('%s is reached by TLS only', (bucket) => {
    expect(stack.resource(`${bucket}Policy`).Properties).toEqual({
      Bucket: { Ref: bucket },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OnlyByTls',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [{ 'Fn::GetAtt': [bucket, 'Arn'] }, { 'Fn::Sub': `\${${bucket}.Arn}/*` }],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  test.each(BUCKETS)('%s forgets old versions and unfinished uploads', (bucket) => {
    const { Rules } = stack.resource(bucket).Properties.LifecycleConfiguration as { Rules: object[] };
    const NoncurrentDays = bucket === 'WorkBucket' ? 1 : variant === 'prod' ? 90 : 30;
    expect(Rules[0]).toMatchObject({
      Status: 'Enabled',
      NoncurrentVersionExpiration: { NoncurrentDays },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: expect.any(Number) },
    });
  });

  test('only the inbox tells EventBridge what was put into it: output never triggers input', () => {
    const telling = BUCKETS.filter(
      (bucket) => stack.resource(bucket).Properties.NotificationConfiguration !== undefined,
    );
    expect(telling).toEqual(['InboxBucket']);
    expect(stack.resource('InboxBucket').Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  test('what is dropped does not expire by itself, copies and results do', () => {
    const expiring = BUCKETS.filter((bucket) =>
      JSON.stringify(stack.resource(bucket)).includes('ExpirationInDays'),
    );
    expect(expiring).toEqual(['WorkBucket', 'ResultsBucket']);
  });

  test('the ledger has its index, point-in-time recovery and encryption', () => {
    expect(stack.resource('LedgerTable').Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open-work',
          KeySchema: [
            { AttributeName: 'openPk', KeyType: 'HASH' },
            { AttributeName: 'openSk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: variant === 'prod',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
  });

  test('records of starts expire', () => {
    expect(stack.resource('IdempotencyTable').Properties).toMatchObject({
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
    });
  });

  test('what holds data stays when the stack goes, or a change would replace it, but not when its own creation fails', () => {
    const retained = Object.entries(stack.template.Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate')
      .map(([logicalId]) => logicalId);
    const ownStore = variant === 'dev with an existing data store' ? [] : ['DataStore'];
    const buckets = BUCKETS.flatMap((bucket) => [bucket, `${bucket}Policy`]);
    expect(retained).toEqual(['Key', ...buckets, 'LedgerTable', ...ownStore]);
    for (const logicalId of retained)
      expect(stack.resource(logicalId)).toMatchObject({ UpdateReplacePolicy: 'Retain' });
  });

  test('the key rotates, and who may use it is this account, its services and nobody else', () => {
    const { EnableKeyRotation, KeyPolicy } = stack.resource('Key').Properties;
    expect(EnableKeyRotation).toBe(true);
    const { Statement } = KeyPolicy as { Statement: Record<string, object>[] };
    expect(Statement.map(({ Principal, Condition }) => [Principal, Object.keys(Condition ?? {})])).toEqual([
      [{ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } }, []],
      [{ AWS: '*' }, ['StringEquals']],
      // These two name no source when they ask for a key: with a condition, no event would reach its queue.
      [{ Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] }, []],
      [{ Service: { 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' } }, ['ArnLike']],
    ]);
    expect(Statement[1]?.Condition).toMatchObject({
      StringEquals: { 'kms:CallerAccount': { Ref: 'AWS::AccountId' }, 'kms:ViaService': expect.any(Array) },
    });
  });

  test('logs are encrypted and end', () => {
    for (const [, group] of stack.ofType('AWS::Logs::LogGroup'))
      expect(group).toMatchObject({ KmsKeyId: KEY, RetentionInDays: variant === 'prod' ? 365 : 30 });
  });
});

test('bucket names carry account and region on AWS, and are short on one machine', async () => {
  const names = async (variant: 'local' | 'dev'): Promise<unknown[]> => {
    const stack = await packaged(variant);
    return BUCKETS.map((bucket) => stack.resource(bucket).Properties.BucketName as unknown);
  };
  expect(await names('local')).toEqual(['inlet-local-inbox', 'inlet-local-work', 'inlet-local-results']);
  expect(await names('dev')).toEqual(
    ['inbox', 'work', 'results'].map((name) => ({
      'Fn::Sub': `inlet-dev-${name}-\${AWS::AccountId}-\${AWS::Region}`,
    })),
  );
});
