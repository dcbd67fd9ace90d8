import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BY_RULE, RULE } from '../cloud.ts';
import type { RunningLambda } from './running.ts';
import { startLambda } from './running.ts';

let lambda: RunningLambda;
afterEach(() => lambda.end());

const add = (more: object = {}) =>
  lambda.client.send(
    new AddPermissionCommand({
      FunctionName: 'mine',
      StatementId: 'rule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RULE,
      ...more,
    }),
  );

describe('the policy of a function', () => {
  test('lets a rule invoke it from add-permission to remove-permission, over a restart too', async () => {
    lambda = await startLambda();
    await lambda.create('mine', 'exports.handler = async () => console.log("invoked");');
    const byRule = () => lambda.cloud.lambda.invoke('mine', {}, BY_RULE);
    await expect(byRule()).rejects.toMatchObject({ message: expect.stringContaining('add-permission') });
    const { Statement } = await add();
    const statement = {
      Sid: 'rule',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:mine',
      Condition: { ArnLike: { 'AWS:SourceArn': RULE } },
    };
    expect(JSON.parse(Statement ?? '')).toEqual(statement);
    await byRule();
    await lambda.restart();
    await byRule();
    const { Policy } = await lambda.client.send(new GetPolicyCommand({ FunctionName: 'mine' }));
    expect(JSON.parse(Policy ?? '')).toMatchObject({ Version: '2012-10-17', Statement: [statement] });
    await lambda.client.send(new RemovePermissionCommand({ FunctionName: 'mine', StatementId: 'rule' }));
    await expect(byRule()).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(lambda.client.send(new GetPolicyCommand({ FunctionName: 'mine' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('of the template takes statements beside its own, which stay the template’s', async () => {
    lambda = await startLambda({
      before(cloud) {
        cloud.add('mine', 'exports.handler = async () => 1;');
        cloud.lambda.declarePermission({
          logicalId: 'Declared',
          functionName: 'mine',
          action: 'lambda:InvokeFunction',
          principal: 'events.amazonaws.com',
        });
      },
    });
    await add();
    const remove = (StatementId: string) =>
      lambda.client.send(new RemovePermissionCommand({ FunctionName: 'mine', StatementId }));
    await expect(remove('Declared')).rejects.toMatchObject({ name: 'NotImplemented' });
    await remove('rule');
    await expect(remove('rule')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each([
    ['a statement id that is there', {}, 'ResourceConflictException'],
    ['a role', { StatementId: 'b', Principal: 'arn:aws:iam::000000000000:role/x' }, 'NotImplemented'],
    ['an organisation', { StatementId: 'b', PrincipalOrgID: 'o-1234567890' }, 'NotImplemented'],
    ['an action of another service', { StatementId: 'b', Action: 's3:GetObject' }, 'ValidationException'],
    ['another function', { FunctionName: 'other' }, 'ResourceNotFoundException'],
  ])('does not take %s', async (_what, more, name) => {
    lambda = await startLambda();
    await lambda.create('mine', 'exports.handler = async () => 1;');
    await add();
    await expect(add(more)).rejects.toMatchObject({ name });
  });
});
