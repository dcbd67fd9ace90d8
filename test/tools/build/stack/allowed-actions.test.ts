import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../../../config/check-config.ts';
import { valuesOf } from '../../../../tools/build/stack/stage-values.ts';

const ID = '0123456789abcdef0123456789abcdef';
const ROLE = 'arn:aws:iam::111122223333:role/other';
const storeArn = (id: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${id}`,
});
const OWN = storeArn('${DataStore.DatastoreId}');
const OWN_ROLE = { 'Fn::GetAtt': ['DataAccessRole', 'Arn'] };

const valuesWith = (actions: object) =>
  valuesOf(
    checkConfig(
      { routes: [{ name: 'default', prefix: '', validationLevel: 'strict' }], actions },
      'config/x.json',
    ),
    'x',
  );
const statementsWith = (actions: object) =>
  valuesWith(actions).actionStatements.map(({ Action, Resource }) => [Action.join(' '), Resource]);

describe('what run-action may do follows from what is allowed', () => {
  test('a stage that says nothing: to look at its own data store', () => {
    const statements = statementsWith({});
    expect(JSON.stringify(statements)).not.toMatch(/Create|Delete|Start|:Tag|Untag|PassRole/);
    expect(statements.map(([, resource]) => resource)).toEqual([[OWN], '*']);
  });

  test('nothing where nothing is allowed', () => {
    expect(statementsWith({ allow: [] })).toEqual([]);
  });

  test('an export of one data store: to start it, to find it again, and to pass the roles that it may have', () => {
    const allow = [{ actions: ['StartFHIRExportJob'], dataStores: [ID] }];
    const values = valuesWith({ allow, dataAccessRoleArns: [ROLE] });
    expect(values.actionStatements).toEqual([
      {
        Effect: 'Allow',
        Action: ['healthlake:ListFHIRExportJobs', 'healthlake:StartFHIRExportJob'],
        Resource: [storeArn(ID)],
      },
      {
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: [OWN_ROLE, ROLE],
        Condition: { StringEquals: { 'iam:PassedToService': 'healthlake.amazonaws.com' } },
      },
    ]);
    expect(values.trustedStoreArns).toEqual([OWN, storeArn(ID)]);
    expect(values.exportJobStoreArns).toEqual([OWN, storeArn(ID)]);
    expect(values.importJobStoreArns).toEqual([OWN]);
  });

  test('a data store by its name: any of the account, as IAM knows no names, and to look it up', () => {
    const allow = [{ actions: ['DescribeFHIRDatastore'], dataStores: ['research'] }];
    expect(statementsWith({ allow })).toEqual([
      ['healthlake:DescribeFHIRDatastore', [storeArn('*')]],
      ['healthlake:ListFHIRDatastores', '*'],
    ]);
  });

  test('a creation: to find it again, to tag what is made, and for poll-jobs to look at it', () => {
    const allow = [{ actions: ['CreateFHIRDatastore'], dataStores: ['*'] }];
    expect(statementsWith({ allow })).toEqual([
      ['healthlake:CreateFHIRDatastore healthlake:ListFHIRDatastores', '*'],
      ['healthlake:TagResource', [storeArn('*')]],
    ]);
    const { followedStoreArns, followedStoreIds } = valuesWith({ allow });
    expect([followedStoreArns, followedStoreIds]).toEqual([[storeArn('*')], [{ exists: true }]]);
  });

  test('keys that a request may name are for HealthLake to use', () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/other';
    expect(valuesWith({ kmsKeyIds: [key] }).keyArns).toContain(key);
  });
});

test('a schedule is a rule to the queue, with the request in words of its due time, and may send there', () => {
  const schedule = {
    name: 'nightly-look',
    schedule: 'cron(0 3 * * ? *)',
    action: 'ListFHIRDatastores',
    input: { MaxResults: 5 },
  };
  const values = valuesWith({ schedules: [schedule] });
  const { NightlyLookActionRule: rule } = values.actionSchedules.Resources;
  expect(rule?.Properties).toMatchObject({
    Name: 'inlet-x-action-nightly-look',
    ScheduleExpression: 'cron(0 3 * * ? *)',
    Targets: [{ InputTransformer: { InputPathsMap: { id: '$.id', time: '$.time' } } }],
  });
  const [target] = rule?.Properties.Targets as { InputTransformer: { InputTemplate: string } }[];
  expect(JSON.parse(target?.InputTransformer.InputTemplate ?? '')).toMatchObject({
    source: 'inlet',
    detail: { requestId: 'schedule:nightly-look:<time>', input: { MaxResults: 5 } },
  });
  expect(values.actionRuleArns).toEqual([
    { 'Fn::GetAtt': ['ActionsRule', 'Arn'] },
    { 'Fn::GetAtt': ['NightlyLookActionRule', 'Arn'] },
  ]);
});
