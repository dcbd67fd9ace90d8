import { describe, expect, test } from '@jest/globals';
import { checkConfig } from '../../config/check-config.ts';
import { foreignArns } from '../../config/foreign-arns.ts';

const ROUTE = { name: 'default', prefix: '', validationLevel: 'structure-only' };
const check = (...exports: object[]) => checkConfig({ routes: [ROUTE], exports }, 'config/x.json').exports;

describe('exports of a configuration', () => {
  test('have every default filled in, and their names in their prefixes', () => {
    expect(
      check({ name: 'nightly' }, { name: 'b', outputPrefix: 'out/<name>/x', bucket: 'other-bucket' }),
    ).toEqual([
      { name: 'nightly', outputPrefix: 'exports/nightly', fanOut: false },
      { name: 'b', outputPrefix: 'out/b/x', bucket: 'other-bucket', fanOut: false },
    ]);
  });

  test.each([
    'rate(1 minute)',
    'rate(12 hours)',
    'rate(7 days)',
    'cron(0 2 * * ? *)',
    'cron(0/15 8-18 ? * MON-FRI *)',
    'cron(0 3 L * ? 2027)',
  ])('take the schedule %s of EventBridge', (schedule) => {
    expect(check({ name: 'a', schedule })).toMatchObject([{ schedule }]);
  });

  test.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 days)',
    '0 2 * * *',
    'cron(0 2 * * *)',
    'cron(0 2 * * * *)',
    'cron(0 2 ? * ? *)',
    'at(2027-01-01T00:00:00)',
  ])('refuse the schedule %s, which EventBridge would refuse at deployment', (schedule) => {
    expect(() => check({ name: 'a', schedule })).toThrow(/exports\[0\]\.schedule is .*, but must match/);
  });

  test.each(['cron(61 2 * * ? *)', 'cron(0 24 * * ? *)', 'cron(0 2 0 * ? *)', 'cron(0 2 ? * FRI#6 *)'])(
    'refuse the schedule %s, which has the form, and a value that there is not',
    (schedule) => {
      expect(() => check({ name: 'a', schedule })).toThrow(
        /exports\[0\]\.schedule is "cron.*, but must be a schedule of EventBridge's: (Minutes|Hours|Day-of-)/,
      );
    },
  );

  test.each<[string, object[], string]>([
    [
      'two of one name',
      [{ name: 'a' }, { name: 'a', outputPrefix: 'z' }],
      'exports[1].name is "a", but must not repeat',
    ],
    [
      'two with one prefix',
      [
        { name: 'a', outputPrefix: 'x' },
        { name: 'b', outputPrefix: 'x' },
      ],
      'exports[1].outputPrefix is "x", but must not be, hold or lie in the prefix of exports[0], "x"',
    ],
    [
      'one below the prefix of another',
      [
        { name: 'a', outputPrefix: 'x' },
        { name: 'b', outputPrefix: 'x/y' },
      ],
      'exports[1].outputPrefix is "x/y"',
    ],
    [
      'one above the prefix of another',
      [
        { name: 'a', outputPrefix: 'x/y', bucket: 'one-bucket' },
        { name: 'b', outputPrefix: 'x', bucket: 'one-bucket' },
      ],
      'exports[1].outputPrefix is "x"',
    ],
    [
      'one among the results of imports',
      [{ name: 'a', outputPrefix: 'imports/a' }],
      'routes[0].outputPrefix, "imports"',
    ],
    [
      'one among the answers to requests for actions',
      [{ name: 'a', outputPrefix: 'actions' }],
      'exports[0].outputPrefix is "actions"',
    ],
    [
      'only some types',
      [{ name: 'a', types: ['Patient'] }],
      'exports[0] must not have "types": StartFHIRExportJob exports',
    ],
    ['only what is new', [{ name: 'a', since: 'last' }], 'exports[0] must not have "since"'],
    ['a member that nobody knows', [{ name: 'a', keeps: 3 }], 'exports[0] has the unknown member "keeps"'],
    ['nothing to keep', [{ name: 'a', keep: 0 }], 'exports[0].keep is 0, but must be >= 1'],
    [
      'one to the inbox of the stage, whose files would be imported again',
      [{ name: 'a', bucket: 'inlet-dev-inbox-111122223333-us-east-1' }],
      'exports[0].bucket is "inlet-dev-inbox-111122223333-us-east-1", but must be another than',
    ],
    [
      'the results bucket of the stage under its name, beside which prefixes are not compared',
      [
        { name: 'a' },
        { name: 'b', outputPrefix: 'exports/a', bucket: 'inlet-dev-results-111122223333-us-east-1' },
      ],
      'exports[1].bucket is "inlet-dev-results-111122223333-us-east-1", but must be left out',
    ],
    [
      'a data store elsewhere than that of a route',
      [
        {
          name: 'a',
          dataStore: `arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/${'a'.repeat(32)}`,
        },
        {
          name: 'b',
          dataStore: `arn:aws:healthlake:eu-west-1:111122223333:datastore/fhir/${'b'.repeat(32)}`,
        },
      ],
      'exports[1].dataStore',
    ],
  ])('refuse %s', (_, exports, text) => {
    expect(() => check(...exports)).toThrow(text);
  });

  test('lie in each other’s prefixes where their buckets differ, and beside names that only begin alike', () => {
    const exports = [
      { name: 'a', outputPrefix: 'x' },
      { name: 'b', outputPrefix: 'x', bucket: 'other-bucket' },
      { name: 'c', outputPrefix: 'xy' },
    ];
    expect(check(...exports)).toHaveLength(3);
  });

  test('name keys and roles of the place that the stage is deployed to', () => {
    const exports = check({
      name: 'a',
      kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      dataAccessRoleArn: 'arn:aws:iam::444455556666:role/r',
    });
    const stage = { region: 'us-east-1', accountId: '111122223333' };
    expect(foreignArns(exports, stage, 'exports').map(({ path }) => path)).toEqual([
      'exports[0].dataAccessRoleArn',
      'exports[0].kmsKeyId',
    ]);
  });
});
