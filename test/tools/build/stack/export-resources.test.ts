import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../../../config/check-config.ts';
import type { Template } from '../../../../tools/build/stack/adopt-existing.ts';
import { withExports } from '../../../../tools/build/stack/export-resources.ts';
import { valuesOf } from '../../../../tools/build/stack/stage-values.ts';

const role = { Type: 'AWS::IAM::Role', Properties: { Policies: [] } };
const template: Template = { Resources: { RunExportsRole: role, PollJobsRole: role, DataAccessRole: role } };
const finished = (...exports: object[]) => {
  const routes = [{ name: 'default', validationLevel: 'structure-only' }];
  const values = valuesOf(checkConfig({ routes, exports }, 'config/x.json'));
  return withExports(template, { ...values, stage: 'dev' }).Resources;
};
const grants = (resources: Template['Resources'], logicalId: string) => {
  const policies = resources[logicalId]?.Properties?.Policies as {
    PolicyDocument: { Statement: { Action: string[]; Resource: unknown; Condition?: unknown }[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.map(({ Action, Resource }) => [Action.join(' '), Resource]),
  );
};
const RESULTS = { 'Fn::GetAtt': ['ResultsBucket', 'Arn'] };
const THEIR_BUCKET = { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::their-bucket' };
const THEIR_KEY = 'arn:aws:kms:us-east-1:111122223333:key/abc';
const THEIR_ROLE = 'arn:aws:iam::111122223333:role/theirs';
const storeArn = (id: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${id}`,
});

test('a stage without exports gets no grant and no rule', () => {
  expect(finished()).toEqual(template.Resources);
});

describe('a schedule', () => {
  test('is a rule that puts its export and its time into the exports queue', () => {
    const resources = finished({ name: 'b-2', schedule: 'cron(0 2 * * ? *)' }, { name: 'on-request' });
    expect(Object.keys(resources).filter((id) => id.startsWith('ExportSchedule'))).toEqual([
      'ExportSchedulebDash2',
    ]);
    expect(resources.ExportSchedulebDash2?.Properties).toMatchObject({
      Name: 'inlet-dev-export-b-2',
      ScheduleExpression: 'cron(0 2 * * ? *)',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': ['ExportsQueue', 'Arn'] },
          InputTransformer: {
            InputPathsMap: { time: '$.time' },
            InputTemplate: '{"exportName":"b-2","dueAt":<time>}',
          },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ExportsDeadLetters', 'Arn'] } },
        },
      ],
    });
  });
});

describe('an export to the stack’s own bucket', () => {
  test('may be started, and nothing else where it neither fans out nor removes', () => {
    const resources = finished({ name: 'nightly' });
    expect(grants(resources, 'RunExportsRole')).toEqual([
      [
        'healthlake:StartFHIRExportJob healthlake:ListFHIRExportJobs healthlake:DescribeFHIRDatastore',
        [storeArn('${DataStore.DatastoreId}')],
      ],
      ['iam:PassRole', [{ 'Fn::GetAtt': ['DataAccessRole', 'Arn'] }]],
    ]);
    expect(grants(resources, 'PollJobsRole')).toEqual([['s3:ListBucket', [RESULTS]]]);
    expect(grants(resources, 'DataAccessRole')).toEqual([]);
  });

  test('has its own folders listed and removed where it keeps only some', () => {
    expect(grants(finished({ name: 'nightly', keep: 3 }), 'RunExportsRole').slice(2)).toEqual([
      ['s3:ListBucket', [RESULTS]],
      ['s3:DeleteObject', [{ 'Fn::Sub': '${ResultsBucket.Arn}/exports/nightly/*' }]],
    ]);
  });
});

describe('an export to a bucket that it names', () => {
  test('lets the stack’s role write below its prefix, with its key', () => {
    const resources = finished({
      name: 'nightly',
      bucket: 'their-bucket',
      kmsKeyId: THEIR_KEY,
      fanOut: true,
    });
    expect(grants(resources, 'DataAccessRole')).toEqual([
      ['s3:ListBucket s3:GetBucketPublicAccessBlock s3:GetEncryptionConfiguration', [THEIR_BUCKET]],
      ['s3:PutObject', [{ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::their-bucket/exports/nightly/*' }]],
      ['kms:DescribeKey kms:GenerateDataKey*', [THEIR_KEY]],
    ]);
    expect(grants(resources, 'PollJobsRole')).toEqual([['s3:ListBucket', [THEIR_BUCKET]]]);
    expect(grants(resources, 'RunExportsRole').at(-1)).toEqual(['s3:ListBucket', [THEIR_BUCKET]]);
  });

  test('with a role that it names passes that one, and leaves the stack’s as it is', () => {
    const resources = finished({
      name: 'nightly',
      bucket: 'their-bucket',
      dataAccessRoleArn: THEIR_ROLE,
      dataStore: 'their store',
    });
    expect(grants(resources, 'DataAccessRole')).toEqual([]);
    expect(grants(resources, 'RunExportsRole')).toEqual([
      [
        'healthlake:StartFHIRExportJob healthlake:ListFHIRExportJobs healthlake:DescribeFHIRDatastore',
        [storeArn('*')],
      ],
      ['healthlake:ListFHIRDatastores', '*'],
      ['iam:PassRole', [THEIR_ROLE]],
    ]);
  });
});
