import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../../config/check-config.ts';
import { refusedSchedules } from '../../../lib/actions/judge-schedules.ts';

const ID = '0123456789abcdef0123456789abcdef';
const OTHER = 'f'.repeat(32);
const storeArn = (region = 'us-east-1') => `arn:aws:healthlake:${region}:111122223333:datastore/fhir/${ID}`;
const toS3 = (S3Uri: string, more = {}) => ({ S3Configuration: { S3Uri, ...more } });

const ALLOW = [
  { actions: ['StartFHIRExportJob', 'TagResource', 'DescribeFHIRDatastore'] },
  { actions: ['CreateFHIRDatastore', 'DeleteFHIRDatastore'], dataStores: ['sandbox', ID] },
  { actions: ['ListFHIRImportJobs'], dataStores: ['named'] },
];

const refusals = (action: string, input: object, more: object = {}) => {
  const schedules = [{ name: 'a', schedule: 'rate(1 day)', action, input, ...more }];
  const config = checkConfig(
    {
      routes: [{ name: 'default', prefix: '', validationLevel: 'structure-only' }],
      requiredTags: { owner: 'us' },
      actions: { allow: ALLOW, s3Prefixes: ['s3://reports/'], schedules },
    },
    'config/x.json',
  );
  return refusedSchedules(config, 'us-east-1').map(
    ({ refusal }) => `${refusal.errorName} ${refusal.message}`,
  );
};

describe('what a schedule of the stage asks for is judged when the stage is built', () => {
  test.each<[string, string, object, object?]>([
    ['a look at whatever data store', 'DescribeFHIRDatastore', { DatastoreId: ID }],
    [
      'an export below an allowed prefix',
      'StartFHIRExportJob',
      { DatastoreId: ID, OutputDataConfig: toS3('s3://reports/nightly') },
    ],
    [
      'a role and a key that may be those of the stack',
      'StartFHIRExportJob',
      {
        DatastoreId: ID,
        DataAccessRoleArn: 'arn:aws:iam::111122223333:role/inlet-dev-data-access',
        OutputDataConfig: toS3('s3://reports/nightly', {
          KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1',
        }),
      },
    ],
    [
      'a tag on a data store by its ARN',
      'TagResource',
      { ResourceARN: storeArn(), Tags: [{ Key: 'a', Value: 'b' }] },
    ],
    [
      'a data store whose id goes with a name only HealthLake knows',
      'ListFHIRImportJobs',
      { DatastoreId: OTHER },
    ],
    [
      'a data store to be made',
      'CreateFHIRDatastore',
      { DatastoreTypeVersion: 'R4', DatastoreName: 'sandbox' },
    ],
    [
      'one to be deleted, with its name',
      'DeleteFHIRDatastore',
      { DatastoreId: ID },
      { confirmDatastoreName: 'sandbox' },
    ],
  ])('nothing is said against %s', (_, action, input, more = {}) => {
    expect(refusals(action, input, more)).toEqual([]);
  });

  test.each<[string, string, object, RegExp, object?]>([
    ['a member that is missing', 'DescribeFHIRDatastore', {}, /^InvalidRequest .*no DatastoreId/],
    [
      'a member that the action does not have',
      'DescribeFHIRDatastore',
      { DatastoreId: ID, JobId: 'x' },
      /^InvalidRequest .*does not have/,
    ],
    [
      'a value that is too long',
      'DescribeFHIRDatastore',
      { DatastoreId: 'a'.repeat(33) },
      /^InvalidRequest .*datastoreId \(length\)/,
    ],
    [
      'an export elsewhere',
      'StartFHIRExportJob',
      { DatastoreId: ID, OutputDataConfig: toS3('s3://elsewhere/x') },
      /^S3UriNotAllowed/,
    ],
    [
      'a tag of the stage’s own',
      'TagResource',
      { ResourceARN: storeArn(), Tags: [{ Key: 'owner', Value: 'them' }] },
      /^TagNotAllowed/,
    ],
    [
      'a data store of another Region',
      'TagResource',
      { ResourceARN: storeArn('eu-west-1'), Tags: [{ Key: 'a', Value: 'b' }] },
      /^DataStoreNotAllowed/,
    ],
    [
      'a data store under another name',
      'CreateFHIRDatastore',
      { DatastoreTypeVersion: 'R4', DatastoreName: 'other' },
      /^DataStoreNotAllowed/,
    ],
    ['a deletion without the name', 'DeleteFHIRDatastore', { DatastoreId: ID }, /^DataStoreNotConfirmed/],
  ])('it is refused with the reason of its due time: %s', (_, action, input, reason, more = {}) => {
    expect(refusals(action, input, more)).toEqual([expect.stringMatching(reason)]);
  });
});
