import { beforeAll, describe, expect, test } from '@jest/globals';
import { KNOWN_OPERATIONS } from '../../lib/identity/operations.ts';
import { packaged, takesTokens, variants } from './packaged.ts';
import type { Packaged } from './packaged.ts';
import { statementsOf } from './statements.ts';

/** Actions that work on no resource in particular (Service Authorization Reference, AWS HealthLake). */
const WITHOUT_RESOURCES = ['healthlake:CreateFHIRDatastore', 'healthlake:ListFHIRDatastores'];

describe.each(variants)('the roles of %s', (variant) => {
  let stack: Packaged;
  beforeAll(async () => {
    stack = await packaged(variant);
  }, 180_000);

  test('are one per function, each used by that function alone', () => {
    const roles = stack.ofType('AWS::Lambda::Function').map(([id, { Role }]) => [id, Role as unknown]);
    expect(Object.fromEntries(roles)).toEqual({
      RecordArrivalsLambdaFunction: { 'Fn::Sub': '${RecordArrivalsRole.Arn}' },
      StartImportsLambdaFunction: { 'Fn::Sub': '${StartImportsRole.Arn}' },
      PollJobsLambdaFunction: { 'Fn::Sub': '${PollJobsRole.Arn}' },
      RunActionLambdaFunction: { 'Fn::Sub': '${RunActionRole.Arn}' },
      SummarizeImportLambdaFunction: { 'Fn::Sub': '${SummarizeImportRole.Arn}' },
      RunExportsLambdaFunction: { 'Fn::Sub': '${RunExportsRole.Arn}' },
      ...(takesTokens(variant) && {
        IdentityProviderLambdaFunction: { 'Fn::Sub': '${IdentityProviderRole.Arn}' },
      }),
    });
  });

  test('name what they may be used on: no statement has every action, or every resource where its action has any', () => {
    const wide = statementsOf(stack).filter(
      ({ actions, resources }) =>
        (resources.includes('*') && !actions.every((action) => WITHOUT_RESOURCES.includes(action))) ||
        actions.some((action) => /^\*$|^[a-z]+:\*$/.test(action)),
    );
    expect(wide).toEqual([]);
  });

  test('may be handed on only to HealthLake, and only those that HealthLake reads and writes with', () => {
    const passing = statementsOf(stack).filter(({ actions }) => actions.includes('iam:PassRole'));
    // Stage local has an export, and lets others ask for a start.
    const roles =
      variant === 'local' ? ['StartImportsRole', 'RunExportsRole', 'RunActionRole'] : ['StartImportsRole'];
    expect(passing).toEqual(
      roles.map((role) => ({
        role,
        actions: ['iam:PassRole'],
        resources: [{ 'Fn::GetAtt': ['DataAccessRole', 'Arn'] }],
        condition: { StringEquals: { 'iam:PassedToService': 'healthlake.amazonaws.com' } },
      })),
    );
  });

  test('trust a service, and HealthLake only for data stores of this account', () => {
    const trust = stack.ofType('AWS::IAM::Role').map(([id, { AssumeRolePolicyDocument: document }]) => {
      const [statement] = (document as { Statement: Record<string, unknown>[] }).Statement;
      return [id, statement?.Principal, Object.keys(statement?.Condition ?? {})];
    });
    const lambda = { Service: 'lambda.amazonaws.com' };
    const healthLake = { Service: 'healthlake.amazonaws.com' };
    expect(trust).toEqual([
      ['RecordArrivalsRole', lambda, []],
      ['StartImportsRole', lambda, []],
      ['PollJobsRole', lambda, []],
      ['SummarizeImportRole', lambda, []],
      ['RunExportsRole', lambda, []],
      ...(takesTokens(variant) ? [['IdentityProviderRole', lambda, []]] : []),
      ['RunActionRole', lambda, []],
      ['DataAccessRole', healthLake, ['StringEquals', 'ArnLike']],
      ...(takesTokens(variant) ? [['SmartRole', healthLake, ['StringEquals', 'ArnLike']]] : []),
    ]);
  });

  test('write logs only to their own function’s group', () => {
    const names = [
      'record-arrivals',
      'start-imports',
      'poll-jobs',
      'summarize-import',
      'run-exports',
      ...(takesTokens(variant) ? ['identity-provider'] : []),
      'run-action',
    ];
    const groups = statementsOf(stack)
      .filter(({ actions }) => actions.includes('logs:PutLogEvents'))
      .map(({ role, resources }) => [role, /inlet-[a-z]+-([a-z-]+):\*/.exec(JSON.stringify(resources))?.[1]]);
    expect(groups.map(([, name]) => name)).toEqual(names);
  });
});

describe('what a function may do is exactly what it does', () => {
  let stack: Packaged;
  beforeAll(async () => {
    stack = await packaged('dev');
  }, 180_000);

  const LEDGER = { 'Fn::GetAtt': ['LedgerTable', 'Arn'] };
  const INDEX = { 'Fn::Sub': '${LedgerTable.Arn}/index/open-work' };
  const BUS = { 'Fn::GetAtt': ['Bus', 'Arn'] };
  const KEY = { 'Fn::GetAtt': ['Key', 'Arn'] };
  const INBOX = { 'Fn::Sub': '${InboxBucket.Arn}/*' };
  const STORE = {
    'Fn::Sub':
      'arn:${AWS::Partition}:healthlake:${AWS::Region}:${AWS::AccountId}:datastore/fhir/${DataStore.DatastoreId}',
  };

  test.each<[string, [string, unknown[]][]]>([
    [
      'RecordArrivalsRole',
      [
        [
          'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes',
          [{ 'Fn::GetAtt': ['ArrivalsQueue', 'Arn'] }],
        ],
        ['s3:ListBucket', [{ 'Fn::GetAtt': ['InboxBucket', 'Arn'] }]],
        ['s3:GetObject s3:GetObjectVersion', [INBOX]],
        ['kms:Decrypt', [KEY]],
        ['dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:Query', [LEDGER]],
        ['events:PutEvents', [BUS]],
      ],
    ],
    [
      'StartImportsRole',
      [
        [
          'dynamodb:GetItem dynamodb:BatchGetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:Query',
          [LEDGER],
        ],
        ['dynamodb:Query', [INDEX]],
        [
          'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem',
          [{ 'Fn::GetAtt': ['IdempotencyTable', 'Arn'] }],
        ],
        [
          's3:ListBucket',
          [{ 'Fn::GetAtt': ['InboxBucket', 'Arn'] }, { 'Fn::GetAtt': ['WorkBucket', 'Arn'] }],
        ],
        ['s3:ListBucketVersions', [{ 'Fn::GetAtt': ['InboxBucket', 'Arn'] }]],
        ['s3:GetObject s3:GetObjectVersion', [INBOX]],
        [
          's3:PutObject',
          [{ 'Fn::Sub': '${WorkBucket.Arn}/plans/*' }, { 'Fn::Sub': '${WorkBucket.Arn}/imports/*' }],
        ],
        ['s3:GetObject', [{ 'Fn::Sub': '${WorkBucket.Arn}/plans/*' }]],
        ['kms:GenerateDataKey kms:Decrypt', [KEY]],
        [
          'healthlake:StartFHIRImportJob healthlake:ListFHIRImportJobs healthlake:DescribeFHIRDatastore',
          [STORE],
        ],
        ['healthlake:ListTagsForResource', [STORE]],
        ['healthlake:TagResource', [STORE]],
        ['healthlake:ListFHIRDatastores', ['*']],
        ['iam:PassRole', [{ 'Fn::GetAtt': ['DataAccessRole', 'Arn'] }]],
        ['events:PutEvents', [BUS]],
        ['sqs:SendMessage', [{ 'Fn::GetAtt': ['StartImportsFailures', 'Arn'] }]],
      ],
    ],
    [
      'PollJobsRole',
      [
        [
          'dynamodb:GetItem dynamodb:BatchGetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem',
          [LEDGER],
        ],
        ['dynamodb:Query', [INDEX]],
        ['healthlake:ListFHIRImportJobs healthlake:DescribeFHIRImportJob', [STORE]],
        ['healthlake:DescribeFHIRDatastore', [STORE]],
        ['healthlake:ListFHIRExportJobs healthlake:DescribeFHIRExportJob', [STORE]],
        ['events:PutEvents', [BUS]],
        ['sqs:SendMessage', [{ 'Fn::GetAtt': ['PollJobsFailures', 'Arn'] }]],
      ],
    ],
    [
      'RunActionRole',
      [
        [
          'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes sqs:ChangeMessageVisibility',
          [{ 'Fn::GetAtt': ['ActionsQueue', 'Arn'] }],
        ],
        ['dynamodb:GetItem dynamodb:PutItem', [LEDGER]],
        [
          'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem',
          [{ 'Fn::GetAtt': ['IdempotencyTable', 'Arn'] }],
        ],
        ['s3:PutObject', [{ 'Fn::Sub': '${ResultsBucket.Arn}/actions/*' }]],
        ['kms:GenerateDataKey kms:Decrypt', [KEY]],
        ['events:PutEvents', [BUS]],
        // A stage that says nothing lets others look, at its own data store.
        [
          [
            'DescribeFHIRDatastore',
            'DescribeFHIRExportJob',
            'DescribeFHIRImportJob',
            'ListFHIRExportJobs',
            'ListFHIRImportJobs',
            'ListTagsForResource',
          ]
            .map((name) => `healthlake:${name}`)
            .join(' '),
          [STORE],
        ],
        ['healthlake:ListFHIRDatastores', ['*']],
      ],
    ],
    [
      'SummarizeImportRole',
      [
        [
          'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes sqs:ChangeMessageVisibility sqs:SendMessage',
          [{ 'Fn::GetAtt': ['SummariesQueue', 'Arn'] }],
        ],
        [
          's3:ListBucket',
          [{ 'Fn::GetAtt': ['ResultsBucket', 'Arn'] }, { 'Fn::GetAtt': ['WorkBucket', 'Arn'] }],
        ],
        [
          's3:GetObject',
          [
            { 'Fn::Sub': '${ResultsBucket.Arn}/*' },
            { 'Fn::Sub': '${WorkBucket.Arn}/plans/*' },
            { 'Fn::Sub': '${WorkBucket.Arn}/summaries/*' },
          ],
        ],
        [
          's3:PutObject',
          [
            { 'Fn::Sub': '${ResultsBucket.Arn}/*/inlet-files.ndjson' },
            { 'Fn::Sub': '${ResultsBucket.Arn}/*/inlet-summary.json' },
            { 'Fn::Sub': '${WorkBucket.Arn}/summaries/*' },
          ],
        ],
        ['kms:Decrypt kms:GenerateDataKey', [KEY]],
        ['dynamodb:GetItem dynamodb:UpdateItem', [LEDGER]],
        ['events:PutEvents', [BUS]],
      ],
    ],
    [
      'RunExportsRole',
      [
        [
          'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes',
          [{ 'Fn::GetAtt': ['ExportsQueue', 'Arn'] }],
        ],
        ['kms:Decrypt', [KEY]],
        [
          'dynamodb:GetItem dynamodb:BatchGetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:Query',
          [LEDGER],
        ],
        ['dynamodb:Query', [INDEX]],
        [
          'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem',
          [{ 'Fn::GetAtt': ['IdempotencyTable', 'Arn'] }],
        ],
        ['events:PutEvents', [BUS]],
        ['sqs:SendMessage', [{ 'Fn::GetAtt': ['RunExportsFailures', 'Arn'] }]],
      ],
    ],
  ])('%s', (role, expected) => {
    const granted = statementsOf(stack, role)
      .filter(({ actions }) => !actions.includes('logs:PutLogEvents'))
      .map(({ actions, resources }) => [actions.join(' '), resources]);
    expect(granted).toEqual(expected);
  });

  test('tags are set only by the keys that the stage requires, and where it requires none, no tag at all', async () => {
    const conditionOf = async (variant: 'local' | 'dev') =>
      statementsOf(await packaged(variant)).find(({ actions }) => actions.includes('healthlake:TagResource'))
        ?.condition;
    expect(await conditionOf('local')).toEqual({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['stage'] } });
    expect(await conditionOf('dev')).toEqual({
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['aws:none'] },
    });
  }, 180_000);

  test('bearers’ requests do what the identity provider may grant, and nothing else', async () => {
    // Stage local lets data stores be made on request, whose ids nobody knows before.
    expect(statementsOf(await packaged('local'), 'SmartRole')).toEqual([
      {
        role: 'SmartRole',
        actions: KNOWN_OPERATIONS.map((name) => `healthlake:${name}`),
        resources: [
          {
            'Fn::Sub': 'arn:${AWS::Partition}:healthlake:${AWS::Region}:${AWS::AccountId}:datastore/fhir/*',
          },
        ],
        condition: undefined,
      },
    ]);
  });

  test('HealthLake reads the inbox and the copies, writes results, and uses the key', () => {
    const granted = statementsOf(stack, 'DataAccessRole').map(({ actions, resources }) => [
      actions.join(' '),
      resources,
    ]);
    expect(granted).toEqual([
      [
        's3:ListBucket s3:GetBucketPublicAccessBlock s3:GetEncryptionConfiguration',
        ['InboxBucket', 'WorkBucket', 'ResultsBucket'].map((bucket) => ({ 'Fn::GetAtt': [bucket, 'Arn'] })),
      ],
      ['s3:GetObject', [INBOX, { 'Fn::Sub': '${WorkBucket.Arn}/imports/*' }]],
      ['s3:PutObject', [{ 'Fn::Sub': '${ResultsBucket.Arn}/*' }]],
      ['kms:DescribeKey kms:GenerateDataKey* kms:Decrypt', [KEY]],
    ]);
  });
});
