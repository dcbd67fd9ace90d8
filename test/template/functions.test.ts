import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { PROJECT, bundleFolder } from '../../tools/build/project.ts';
import { HARDENED, packaged, takesTokens, variants } from './packaged.ts';
import type { Packaged, Properties, Variant } from './packaged.ts';

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

const ownOf = (variant: Variant): [string, string[]][] =>
  Object.entries(OWN)
    .filter(([name]) => name !== 'identity-provider' || takesTokens(variant))
    .map(([name, own]) => [
      name,
      name === 'run-action' && takesTokens(variant) ? [...own, 'IDENTITY_PROVIDER_ARN'] : own,
    ]);

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
    expect([...functions.keys()]).toEqual(ownOf(variant).map(([name]) => name));
    for (const [name, properties] of functions)
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: `dist/${stage}/${name}.handler`,
      });
  });

  test('hold nothing of the local issuer, which gives tokens to whoever asks', () => {
    const [table = ''] = /issuer_handle/.exec(readFileSync('local/token-issuer/handles.ts', 'utf8')) ?? [];
    expect(table).not.toBe('');
    const folder = bundleFolder(PROJECT, stage);
    for (const name of functions.keys())
      expect(readFileSync(join(folder, `${name}.cjs`), 'utf8')).not.toContain(table);
  });

  test.each(ownOf(variant))('%s is told exactly what it reads', (name, own) => {
    const { Variables } = functions.get(name)?.Environment as { Variables: Properties };
    expect(Object.keys(Variables).sort()).toEqual([...COMMON, ...own].sort());
    expect(Variables).toMatchObject({
      STAGE: stage,
      POWERTOOLS_SERVICE_NAME: name,
      POWERTOOLS_METRICS_NAMESPACE: `Inlet/${stage}`,
    });
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

describe('the identity provider', () => {
  test('the identity provider answers well within the second that HealthLake waits, or not at all', async () => {
    const stack = await packaged('local');
    expect(stack.resource('IdentityProviderLambdaFunction').Properties).toMatchObject({
      Timeout: 2,
      MemorySize: 1024,
    });
  });

  test('the alias that a data store keeps for life is live, and follows the newest version', async () => {
    const stack = await packaged('local');
    const alias = stack.resource('IdentityProviderLiveAlias').Properties;
    const [version] = (alias.FunctionVersion as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
    expect(alias.Name).toBe('live');
    expect(stack.resource(version ?? '').Type).toBe('AWS::Lambda::Version');
    expect(alias).not.toHaveProperty('ProvisionedConcurrencyConfig');
  });

  const ITS_OWN = [
    'IdentityProviderLambdaFunction',
    'IdentityProviderLogGroup',
    'IdentityProviderLiveAlias',
    'IdentityProviderRole',
    'SmartRole',
    'IdentityProviderErrorsAlarm',
    'IdentityProviderThrottlesAlarm',
    'IdentityProviderDurationAlarm',
  ];

  test('is there with its roles and alarms where a data store takes bearer tokens', async () => {
    expect(Object.keys((await packaged('local')).template.Resources)).toEqual(
      expect.arrayContaining(ITS_OWN),
    );
  });

  test.each(['dev', 'prod'] as const)(
    'is nowhere in the stack of %s, whose data stores take none',
    async (stage) => {
      const text = JSON.stringify((await packaged(stage)).template);
      expect(text).not.toMatch(/IdentityProvider|SmartRole|identity-provider/);
    },
  );

  test('is there ahead of a data store that is to be created with it, where the stage says so', async () => {
    const { template, resource } = await packaged(HARDENED);
    for (const id of ITS_OWN.filter((one) => one !== 'SmartRole'))
      expect(template.Resources).toHaveProperty(id);
    // No data store leads to the role yet, and nobody may call the function.
    expect(template.Resources).not.toHaveProperty('SmartRole');
    expect(template.Resources).not.toHaveProperty('IdentityProviderPermission');
    expect(resource('RunActionLambdaFunction').Properties.Environment).toMatchObject({
      Variables: { IDENTITY_PROVIDER_ARN: { 'Fn::Sub': '${IdentityProviderLambdaFunction.Arn}:live' } },
    });
  });

  test('knows the role of bearers by its name, since that is made after the data store', async () => {
    const { resource } = await packaged('local');
    const { Variables } = resource('IdentityProviderLambdaFunction').Properties.Environment as Properties;
    expect((Variables as Properties).SMART_ROLE_ARN).toEqual({
      'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/inlet-local-smart-${AWS::Region}',
    });
  });
});
