import { beforeAll, describe, expect, test } from '@jest/globals';
import { packaged, variants } from './packaged.ts';
import type { Packaged, Properties } from './packaged.ts';

const COMMON = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME', 'STAGE'];

const OWN: Record<string, string[]> = {
  'record-arrivals': ['BUS_NAME', 'KMS_KEY_ARN', 'LEDGER_TABLE'],
  'start-imports': [
    'BUS_NAME',
    'DATASTORE_ID',
    'DATA_ACCESS_ROLE_ARN',
    'IDEMPOTENCY_TABLE',
    'INBOX_BUCKET',
    'KMS_KEY_ARN',
    'LEDGER_TABLE',
    'RESULTS_BUCKET',
    'WORK_BUCKET',
  ],
  'poll-jobs': ['BUS_NAME', 'DATASTORE_ID', 'KMS_KEY_ARN', 'LEDGER_TABLE'],
  'run-action': [
    'ACTIONS_QUEUE_URL',
    'BUS_NAME',
    'DATASTORE_ID',
    'DATA_ACCESS_ROLE_ARN',
    'IDEMPOTENCY_TABLE',
    'IDENTITY_PROVIDER_ARN',
    'KMS_KEY_ARN',
    'LEDGER_TABLE',
    'RESULTS_BUCKET',
  ],
  'summarize-import': [
    'BUS_NAME',
    'KMS_KEY_ARN',
    'LEDGER_TABLE',
    'RESULTS_BUCKET',
    'SUMMARIES_QUEUE_URL',
    'WORK_BUCKET',
  ],
  'run-exports': [
    'BUS_NAME',
    'DATASTORE_ID',
    'DATA_ACCESS_ROLE_ARN',
    'IDEMPOTENCY_TABLE',
    'INBOX_BUCKET',
    'KMS_KEY_ARN',
    'LEDGER_TABLE',
    'RESULTS_BUCKET',
    'WORK_BUCKET',
  ],
  'identity-provider': ['SMART_ROLE_ARN'],
};

describe.each(variants)('the functions of %s', (variant) => {
  let stack: Packaged;
  let functions: Map<string, Properties>;
  const stage = variant.split(' ')[0] ?? '';
  beforeAll(async () => {
    stack = await packaged(variant);
    functions = new Map(
      stack
        .ofType('AWS::Lambda::Function')
        .map(([, properties]) => [
          (properties.FunctionName as string).replace(`inlet-${stage}-`, ''),
          properties,
        ]),
    );
  }, 180_000);

  test('are named for their handlers, run on Node 24 on arm64, and find their bundle', () => {
    expect([...functions.keys()]).toEqual(Object.keys(OWN));
    for (const [name, properties] of functions)
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: `dist/${stage}/${name}.handler`,
      });
  });

  test.each(Object.entries(OWN))('%s is told exactly what it reads', (name, own) => {
    const { Variables } = functions.get(name)?.Environment as { Variables: Properties };
    expect(Object.keys(Variables).sort()).toEqual([...COMMON, ...own].sort());
    expect(Variables).toMatchObject({
      STAGE: stage,
      POWERTOOLS_SERVICE_NAME: name,
      POWERTOOLS_METRICS_NAMESPACE: `Inlet/${stage}`,
    });
  });

  test('the identity provider answers well within the second that HealthLake waits, or not at all', () => {
    expect(functions.get('identity-provider')).toMatchObject({ Timeout: 2, MemorySize: 1024 });
  });

  test('the alias that a data store keeps for life is live, and follows the newest version', () => {
    const alias = stack.resource('IdentityProviderLiveAlias').Properties;
    const [version] = (alias.FunctionVersion as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
    expect(alias.Name).toBe('live');
    expect(stack.resource(version ?? '').Type).toBe('AWS::Lambda::Version');
    expect(alias).not.toHaveProperty('ProvisionedConcurrencyConfig');
  });

  test('the stack says where everything is', () => {
    expect(Object.keys(stack.template.Outputs ?? {})).toEqual(
      expect.arrayContaining([
        'InboxBucketName',
        'WorkBucketName',
        'ResultsBucketName',
        'EventBusName',
        'DatastoreId',
        'LedgerTableName',
        'IdempotencyTableName',
        'KeyId',
        'AlarmTopicArn',
      ]),
    );
  });
});
