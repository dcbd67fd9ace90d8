import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../config/check-config.ts';
import { foreignActionArns } from '../../config/foreign-action-arns.ts';

const route = { name: 'default', prefix: '', validationLevel: 'structure-only' };
const withActions = (actions: object, more: object = {}) =>
  checkConfig({ routes: [route], actions, ...more }, 'config/x.json');

const schedule = { name: 'look', schedule: 'rate(1 day)', action: 'ListFHIRDatastores', input: {} };

describe('what a stage lets others ask for', () => {
  test.each<[string, object, RegExp]>([
    ['an action that is none', { allow: [{ actions: ['DropAll'] }] }, /allow\[0\]\.actions\[0\]/],
    ['no action', { allow: [{ actions: [] }] }, /allow\[0\]\.actions/],
    ['Inlet’s own source', { allow: [{ actions: ['TagResource'], sources: ['inlet'] }] }, /sources\[0\]/],
    ['a source of AWS', { allow: [{ actions: ['TagResource'], sources: ['aws.s3'] }] }, /sources\[0\]/],
    ['an S3 prefix that is no folder', { s3Prefixes: ['s3://bucket/fold'] }, /s3Prefixes\[0\]/],
    ['a role that is no ARN', { dataAccessRoleArns: ['admin'] }, /dataAccessRoleArns\[0\]/],
    ['a key by its alias', { kmsKeyIds: ['alias/x'] }, /kmsKeyIds\[0\]/],
    ['a member that is none', { allowed: [] }, /unknown member "allowed"/],
    ['two schedules of one name', { schedules: [schedule, schedule] }, /schedules\[1\]\.name/],
    [
      'a schedule that is none',
      { schedules: [{ ...schedule, schedule: 'daily' }] },
      /schedules\[0\]\.schedule/,
    ],
    [
      'a schedule that no clock has',
      { schedules: [{ ...schedule, schedule: 'cron(0 25 * * ? *)' }] },
      /schedules\[0\]\.schedule is .*Hours "25" is not valid/,
    ],
    [
      'a schedule of what is not allowed',
      { schedules: [{ ...schedule, action: 'StartFHIRExportJob' }] },
      /schedules\[0\]\.action.*must be one that actions\.allow allows/,
    ],
    [
      'a schedule with a placeholder in it',
      { schedules: [{ ...schedule, input: { NextToken: '<id>' } }] },
      /schedules\[0\]\.input.*"<"/,
    ],
  ])('is refused with %s', (_, actions, says) => {
    expect(() => withActions(actions)).toThrow(says);
  });

  test.each(['inlet:route', 'aws:x', ''])('required tags are refused that are called "%s"', (key) => {
    expect(() => withActions({}, { requiredTags: { [key]: 'x' } })).toThrow(/requiredTags/);
  });

  test('is refused for what is in another Region or account than the stage', () => {
    const actions = {
      allow: [
        {
          actions: ['TagResource'],
          dataStores: [
            `arn:aws:healthlake:us-west-2:111122223333:datastore/fhir/${'0'.repeat(32)}`,
            'name',
            '*',
          ],
        },
      ],
      dataAccessRoleArns: ['arn:aws:iam::999999999999:role/x'],
      kmsKeyIds: ['arn:aws:kms:us-west-2:111122223333:key/x'],
    };
    const here = { region: 'us-east-1', accountId: '111122223333' };
    expect(foreignActionArns(withActions(actions), here).map(({ path }) => path)).toEqual([
      'actions.allow[0].dataStores[0]',
      'actions.dataAccessRoleArns[0]',
      'actions.kmsKeyIds[0]',
    ]);
    expect(foreignActionArns(withActions(actions), { ...here, region: 'us-west-2' })).toHaveLength(1);
  });
});
