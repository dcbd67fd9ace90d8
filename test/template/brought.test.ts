import { beforeAll, describe, expect, test } from '@jest/globals';
import { BROUGHT, packaged } from './packaged.ts';
import type { Packaged } from './packaged.ts';
import { statementsOf } from './statements.ts';

const INBOX_ARN = `arn:\${AWS::Partition}:s3:::${BROUGHT.inbox}`;
const BUS_ARN = `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${BROUGHT.bus}`;

describe('an inbox, a bus and a key that exist already', () => {
  let stack: Packaged;
  let text: string;
  beforeAll(async () => {
    stack = await packaged('dev with an inbox, a bus and a key of its own');
    text = JSON.stringify(stack.template);
  }, 180_000);

  test('are not made, and nothing refers to what is not there', () => {
    for (const id of ['InboxBucket', 'InboxBucketPolicy', 'Bus', 'Key']) {
      expect(stack.template.Resources).not.toHaveProperty(id);
      expect(text).not.toMatch(new RegExp(`"Ref":"${id}"|"Fn::GetAtt":\\["${id}"|\\$\\{${id}[.}]`));
    }
  });

  test('are what the rules listen to and the functions use', () => {
    expect(stack.resource('ArrivalsRule').Properties).toMatchObject({
      EventPattern: { detail: { bucket: { name: [BROUGHT.inbox] } } },
    });
    expect(stack.resource('SummariesRule').Properties).toMatchObject({
      EventBusName: { 'Fn::Sub': BUS_ARN },
    });
    for (const name of ['RecordArrivals', 'StartImports', 'PollJobs', 'SummarizeImport'])
      expect(stack.resource(`${name}LambdaFunction`).Properties).toMatchObject({
        Environment: { Variables: { BUS_NAME: BROUGHT.bus } },
      });
    expect(stack.resource('ArrivalsQueue').Properties).toMatchObject({ KmsMasterKeyId: BROUGHT.key });
    expect(stack.template.Outputs).toMatchObject({
      InboxBucketName: { Value: BROUGHT.inbox },
      EventBusName: { Value: BROUGHT.bus },
      EventBusArn: { Value: { 'Fn::Sub': BUS_ARN } },
      KeyId: { Value: BROUGHT.key },
    });
  });

  test('are what the roles are for, the inbox’s own key included', () => {
    const statements = statementsOf(stack);
    const rolesWith = (action: string, resource: unknown): string[] =>
      statements
        .filter(
          ({ actions, resources }) =>
            actions.includes(action) &&
            resources.some((one) => JSON.stringify(one) === JSON.stringify(resource)),
        )
        .map(({ role }) => role);
    expect(rolesWith('kms:Decrypt', BROUGHT.inboxKey)).toEqual([
      'RecordArrivalsRole',
      'StartImportsRole',
      'DataAccessRole',
    ]);
    expect(rolesWith('s3:GetObject', { 'Fn::Sub': `${INBOX_ARN}/*` })).toEqual([
      'RecordArrivalsRole',
      'StartImportsRole',
      'DataAccessRole',
    ]);
    expect(rolesWith('events:PutEvents', { 'Fn::Sub': BUS_ARN })).toEqual(
      expect.arrayContaining([
        'RecordArrivalsRole',
        'StartImportsRole',
        'PollJobsRole',
        'SummarizeImportRole',
      ]),
    );
  });
});
