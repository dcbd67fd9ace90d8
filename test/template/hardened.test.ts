import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readStack } from '../../local/cloudformation/read-stack.ts';
import { evaluate } from '../../local/cloudformation/iam/evaluate.ts';
import { parsePolicy } from '../../local/cloudformation/iam/policy.ts';
import type { Json } from '../../local/cloudformation/json.ts';
import { HARDENED, packaged } from './packaged.ts';
import type { Packaged, Properties } from './packaged.ts';

const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/stage';
const BUCKETS = ['InboxBucket', 'WorkBucket', 'ResultsBucket'];

let stack: Packaged;
let plain: Packaged;
beforeAll(async () => {
  stack = await packaged(HARDENED);
  plain = await packaged('dev');
}, 180_000);

const policyOf = (id: string, of = stack): Properties =>
  of.resource(id).Properties[id === 'Key' ? 'KeyPolicy' : 'PolicyDocument'] as Properties;
const statement = (id: string, sid: string): Properties | undefined =>
  (policyOf(id).Statement as Properties[]).find(({ Sid }) => Sid === sid);

test('nothing of what is off by default is in the stack of a stage that does not ask for it', () => {
  const text = JSON.stringify(plain.template);
  for (const word of [
    ...['AuditBucket', 'AWS::CloudTrail::Trail', 'LoggingConfiguration', 'INTELLIGENT_TIERING', 'NoOtherKey'],
    ...['BusDeadLetters', 'KmsKeyIdentifier', 'ConsumerDeadLetters', 'LEDGER_DAYS', 'PermissionsBoundary'],
    ...['VpcConfig', 'CodeSigningConfigArn', 'ReservedConcurrentExecutions', '"Export"', 'cloudtrail'],
  ])
    expect({ word, isThere: text.includes(word) }).toEqual({ word, isThere: false });
  expect(JSON.stringify(stack.template)).toContain('"Export"');
});

test('every role has the boundary, path and name that the organisation asks for, and every function the VPC', () => {
  for (const [, properties] of stack.ofType('AWS::IAM::Role'))
    expect(properties).toMatchObject({
      PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
      Path: '/inlet/',
      RoleName: { 'Fn::Sub': expect.stringMatching(/^org-inlet-[a-z-]+-\$\{AWS::Region\}$/) },
    });
  for (const [, properties] of stack.ofType('AWS::Lambda::Function'))
    expect(properties).toMatchObject({
      CodeSigningConfigArn: expect.stringContaining('code-signing-config'),
      VpcConfig: { SubnetIds: expect.any(Array), SecurityGroupIds: expect.any(Array) },
    });
});

describe('the inbox', () => {
  test('forgets dropped files and moves them to a cheaper class, after the days that are asked for', () => {
    const { Rules } = stack.resource('InboxBucket').Properties.LifecycleConfiguration as { Rules: unknown[] };
    expect(Rules.slice(1)).toEqual([
      { Id: 'forget-dropped-files', Status: 'Enabled', ExpirationInDays: 365 },
      {
        Id: 'tier-dropped-files',
        Status: 'Enabled',
        Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 30 }],
      },
    ]);
  });
});

describe('an upload', () => {
  const NAMED = { 's3:x-amz-server-side-encryption': 'aws:kms' };
  const KEY_ID = 's3:x-amz-server-side-encryption-aws-kms-key-id';

  /** Whether a bucket's policy refuses a request with these headers, by the evaluation of the local IAM. */
  function isRefused(bucket: string, headers: Record<string, string>, allowed: Packaged = stack): boolean {
    const text = JSON.stringify(policyOf(`${bucket}Policy`, allowed))
      .replaceAll(JSON.stringify(KEY), JSON.stringify(KEY_ARN))
      .replaceAll(/\{"Fn::(?:Sub|GetAtt)":(?:"[^"]+"|\[[^\]]+\])\}/g, '"arn:aws:s3:::bucket/*"');
    return (
      evaluate(parsePolicy(JSON.parse(text) as Json), {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::bucket/export/Patient.ndjson',
        context: { 'aws:SecureTransport': 'true', ...headers },
      }).decidedBy.length > 0
    );
  }

  const REQUESTS: [string, Record<string, string>, { inbox: boolean; others: boolean }][] = [
    [
      'under the stage’s key, named by its ARN',
      { ...NAMED, [KEY_ID]: KEY_ARN },
      { inbox: false, others: false },
    ],
    ['that names no encryption', {}, { inbox: true, others: false }],
    ['under another key', { ...NAMED, [KEY_ID]: `${KEY_ARN}2` }, { inbox: true, others: true }],
    ['that names KMS without a key, and so one of AWS’s', NAMED, { inbox: true, others: true }],
    ['under a key of S3', { 's3:x-amz-server-side-encryption': 'AES256' }, { inbox: true, others: true }],
    [
      'under a key that comes with it',
      { 's3:x-amz-server-side-encryption-customer-algorithm': 'AES256' },
      { inbox: true, others: true },
    ],
  ];

  test.each(REQUESTS)('%s', (_what, headers, { inbox, others }) => {
    expect(BUCKETS.map((bucket) => isRefused(bucket, headers))).toEqual([inbox, others, others]);
    expect(BUCKETS.map((bucket) => isRefused(bucket, headers, plain))).toEqual([false, false, false]);
  });
});

describe('who accessed the buckets', () => {
  test('is logged by S3 into the audit bucket, by a prefix for each', () => {
    expect(
      BUCKETS.map((bucket) => stack.resource(bucket).Properties.LoggingConfiguration as unknown),
    ).toEqual(
      ['inbox', 'work', 'results'].map((name) => ({
        DestinationBucketName: { Ref: 'AuditBucket' },
        LogFilePrefix: `access/${name}/`,
      })),
    );
    expect(statement('AuditBucketPolicy', 'AccessLogsOfTheBuckets')?.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: { 'aws:SourceArn': BUCKETS.map((bucket) => ({ 'Fn::GetAtt': [bucket, 'Arn'] })) },
    });
  });

  test('is kept by a trail of the objects’ reads and writes, validated and encrypted with the stage’s key', () => {
    expect(stack.resource('Trail').Properties).toMatchObject({
      S3BucketName: { Ref: 'AuditBucket' },
      KMSKeyId: KEY,
      IsLogging: true,
      EnableLogFileValidation: true,
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
            {
              Field: 'resources.ARN',
              StartsWith: BUCKETS.map((bucket) => ({ 'Fn::Sub': `\${${bucket}.Arn}/` })),
            },
          ],
        },
      ],
    });
    expect(stack.resource('Trail').DependsOn).toEqual(['AuditBucketPolicy']);
  });

  test('stays when the stack goes, for as many days as asked for, private and by TLS only', () => {
    expect(stack.resource('AuditBucket')).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: {
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30 }] },
      },
    });
    expect(statement('AuditBucketPolicy', 'OnlyByTls')).toMatchObject({ Effect: 'Deny', Action: 's3:*' });
  });
});

describe('the key', () => {
  test('is used by CloudTrail for the stage’s trail alone', () => {
    const trail = {
      'Fn::Sub': 'arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/inlet-dev',
    };
    expect(statement('Key', 'TheTrailEncrypts')).toMatchObject({
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: 'kms:GenerateDataKey*',
      Condition: {
        StringEquals: { 'aws:SourceArn': trail, 'kms:EncryptionContext:aws:cloudtrail:arn': trail },
      },
    });
    expect(statement('Key', 'TheTrailLooksAtTheKey')?.Condition).toEqual({
      StringEquals: { 'aws:SourceArn': trail },
    });
  });

  test('is looked at by EventBridge for buses of this account alone', () => {
    expect(statement('Key', 'EventBridgeLooksAtTheKeyOfItsBus')).toMatchObject({
      Action: 'kms:DescribeKey',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
  });
});

describe('the bus', () => {
  test('and its archive are encrypted with the stage’s key; what that kept from it is kept elsewhere, with an alarm', () => {
    expect(stack.resource('Bus').Properties).toMatchObject({
      KmsKeyIdentifier: KEY,
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['BusDeadLetters', 'Arn'] } },
    });
    expect(stack.resource('BusArchive').Properties).toMatchObject({ KmsKeyIdentifier: KEY });
    // The stage's key is what was in the way.
    expect(stack.resource('BusDeadLetters').Properties).toMatchObject({ SqsManagedSseEnabled: true });
    expect(stack.resource('BusDeadLetters').Properties).not.toHaveProperty('KmsMasterKeyId');
    expect(stack.template.Resources).toHaveProperty('BusDeadLettersAlarm');
  });

  test('has a queue for what rules of other stacks cannot deliver, which takes it from rules of the bus alone', () => {
    expect(
      statement('ConsumerDeadLettersPolicy', 'RulesOfTheBusLeaveHereWhatTheyCannotDeliver')?.Condition,
    ).toEqual({
      ArnLike: {
        'aws:SourceArn': {
          'Fn::Sub': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/${Bus.Name}/*',
        },
      },
    });
    expect(stack.template.Resources).toHaveProperty('ConsumerDeadLettersAlarm');
    expect(stack.template.Outputs).toHaveProperty('ConsumerDeadLettersArn');
  });
});

test('the template and each output are described; outputs are exported by their names', () => {
  for (const { template } of [plain, stack]) {
    expect(template.Description).toContain('Inlet, stage dev');
    for (const output of Object.values(template.Outputs ?? {}))
      expect(output.Description).toEqual(expect.stringMatching(/.{10}/));
  }
  for (const [name, { Export }] of Object.entries(stack.template.Outputs ?? {}))
    expect(Export).toEqual({ Name: `inlet-dev-${name}` });
});

test('the local cloud runs such a stack, and names what of it means nothing on one machine', () => {
  const { withoutEffect, functions, roles, archives } = readStack({
    packageFolder: dirname(stack.file),
    endpoint: 'http://127.0.0.1:1',
    dataStoreId: () => 'd'.repeat(32),
  });
  const named = new Set(withoutEffect.map(({ type, property }) => (property ? `${type} ${property}` : type)));
  expect([...named]).toEqual(
    expect.arrayContaining([
      'AWS::CloudTrail::Trail',
      'AWS::S3::BucketPolicy',
      'AWS::Lambda::Function VpcConfig',
      'AWS::Lambda::Function CodeSigningConfigArn',
      'AWS::IAM::Role PermissionsBoundary',
      'AWS::S3::Bucket LoggingConfiguration',
      'AWS::S3::Bucket LifecycleConfiguration',
      'AWS::Events::EventBus KmsKeyIdentifier',
      'AWS::Events::EventBus DeadLetterConfig',
      'AWS::Events::Archive KmsKeyIdentifier',
    ]),
  );
  expect(archives).toMatchObject([
    { name: 'inlet-dev', busName: 'inlet-dev', retentionDays: 90, eventPattern: '{"source":["inlet"]}' },
  ]);
  expect(functions.find(({ name }) => name === 'inlet-dev-start-imports')?.reservedConcurrency).toBe(2);
  expect(roles.map(({ arn }) => arn)).toContain(
    'arn:aws:iam::000000000000:role/inlet/org-inlet-start-imports-us-east-1',
  );
});
