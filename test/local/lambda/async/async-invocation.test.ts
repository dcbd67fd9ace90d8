import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../../local/ground/principal.ts';
import { transaction } from '../../../../local/ground/sqlite.ts';
import type { AsyncConfig } from '../../../../local/cloudformation/stack.ts';
import type { Cloud } from '../cloud.ts';
import { BY_RULE, RULE, startCloud } from '../cloud.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const FAILING = 'exports.handler = async () => { throw new Error("no"); };';
const PERMISSION = {
  logicalId: 'Permission',
  functionName: 'f',
  action: 'lambda:InvokeFunction',
  principal: 'events.amazonaws.com',
  sourceArn: RULE,
};
const CONFIG: AsyncConfig = {
  logicalId: 'Config',
  functionName: 'f',
  qualifier: '$LATEST',
  maximumRetryAttempts: 1,
  maximumEventAgeSeconds: 21_600,
};

let cloud: Cloud;
afterEach(() => cloud.close());

const startWith = (source: string, more = {}): Cloud => {
  cloud = startCloud();
  cloud.add('f', source, more);
  cloud.lambda.start();
  return cloud;
};

const messagesOf = (queueArn: string) => cloud.queues.receive(ACCOUNT, queueArn, 10);

describe('an asynchronous invocation', () => {
  test('runs after the transaction that it was accepted in has committed', async () => {
    startWith('exports.handler = async (event) => console.log(JSON.stringify(event));');
    transaction(cloud.database, () => {
      cloud.lambda.invokeAsync(ARN, { a: 1 }, ACCOUNT);
    });
    expect(cloud.lines).toEqual([]);
    await cloud.clock.settled();
    expect(cloud.lines).toEqual(['{"a":1}']);
  });

  test('never runs where that transaction is undone', async () => {
    startWith('exports.handler = async () => console.log("ran");');
    expect(() =>
      transaction(cloud.database, () => {
        cloud.lambda.invokeAsync(ARN, {}, ACCOUNT);
        throw new Error('undo');
      }),
    ).toThrow('undo');
    await cloud.clock.advance(600);
    expect(cloud.lines).toEqual([]);
  });

  test('survives the end of the process before it ran', async () => {
    cloud = startCloud();
    const { folder } = cloud;
    cloud.add('f', '');
    cloud.lambda.invokeAsync(ARN, { kept: true }, ACCOUNT);
    await cloud.close('keep the folder');

    cloud = startCloud({ folder });
    cloud.add('f', 'exports.handler = async (event) => console.log(event.kept);');
    cloud.lambda.start();
    await cloud.clock.settled();
    expect(cloud.lines).toEqual(['true']);
  });

  test('that is cut off by the end of the process runs again in the next', async () => {
    startWith('exports.handler = async () => { console.log("begun"); await new Promise(() => {}); };');
    const { folder } = cloud;
    cloud.lambda.invokeAsync(ARN, {}, ACCOUNT);
    while (cloud.lines.length === 0) await new Promise(setImmediate);
    await cloud.close('keep the folder');

    cloud = startCloud({ folder });
    cloud.add('f', 'exports.handler = async () => console.log("again");');
    cloud.lambda.start();
    await cloud.clock.settled();
    expect(cloud.lines).toEqual(['again']);
  });

  test('that fails is retried after one minute and after two more, then goes to the dead-letter queue', async () => {
    cloud = startCloud();
    const dead = cloud.queue('dead');
    cloud.add('f', FAILING, { deadLetterArn: dead });
    cloud.lambda.start();
    cloud.lambda.invokeAsync(ARN, { a: 1 }, ACCOUNT);
    await cloud.clock.advance(59);
    expect(cloud.reports).toHaveLength(1);
    await cloud.clock.advance(2);
    expect(cloud.reports).toHaveLength(2);
    await cloud.clock.advance(118);
    expect(cloud.reports).toHaveLength(2);
    expect(messagesOf(dead)).toEqual([]);
    await cloud.clock.advance(2);
    expect(new Set(cloud.reports.map(({ requestId }) => requestId)).size).toBe(1);
    expect(messagesOf(dead)).toMatchObject([
      { body: '{"a":1}', messageAttributes: { ErrorMessage: { StringValue: 'no' } } },
    ]);
    await cloud.clock.advance(3600);
    expect(cloud.reports).toHaveLength(3);
  });

  test('that fails for good goes to its destination with request, answer and reason', async () => {
    startWith(FAILING);
    const destination = cloud.queue('failed');
    cloud.lambda.declareAsyncConfig({ ...CONFIG, onFailureArn: destination });
    cloud.lambda.invokeAsync(ARN, { a: 1 }, ACCOUNT);
    await cloud.clock.advance(61);
    const [message] = messagesOf(destination);
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: `${ARN}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 2,
      },
      requestPayload: { a: 1 },
      responseContext: { statusCode: 200, functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'no' },
    });
  });

  test('is not retried beyond the age its configuration allows', async () => {
    startWith(FAILING);
    const destination = cloud.queue('failed');
    cloud.lambda.declareAsyncConfig({ ...CONFIG, maximumEventAgeSeconds: 30, onFailureArn: destination });
    cloud.lambda.invokeAsync(ARN, {}, ACCOUNT);
    await cloud.clock.settled();
    expect(messagesOf(destination)[0]?.body).toContain('EventAgeExceeded');
  });

  test('says where its end could not be sent', async () => {
    cloud = startCloud({
      authorize: (_, action) => {
        if (action === 'sqs:SendMessage') throw new AwsError('AccessDenied', 'not allowed', 403);
      },
    });
    cloud.add('f', FAILING);
    cloud.lambda.declareAsyncConfig({
      ...CONFIG,
      maximumRetryAttempts: 0,
      onFailureArn: cloud.queue('failed'),
    });
    cloud.lambda.start();
    cloud.lambda.invokeAsync(ARN, {}, ACCOUNT);
    await cloud.clock.settled();
    expect(cloud.lines.join()).toMatch(/could not be sent to .*:failed. not allowed/);
  });

  test('by a service needs a permission for exactly this source', async () => {
    startWith('exports.handler = async () => console.log("ran");');
    const invoke = () => {
      cloud.lambda.invokeAsync(ARN, {}, BY_RULE);
    };
    expect(invoke).toThrow(/events.amazonaws.com is not authorized to perform: lambda:InvokeFunction/);
    cloud.lambda.declarePermission({ ...PERMISSION, sourceArn: `${RULE}-other` });
    expect(invoke).toThrow(/not authorized/);
    cloud.lambda.declarePermission({ ...PERMISSION, qualifier: 'live' });
    expect(invoke).toThrow(/not authorized/);
    cloud.lambda.declarePermission(PERMISSION);
    expect(invoke).not.toThrow();
    await cloud.clock.settled();
    expect(cloud.lines).toEqual(['ran']);
  });

  test.each([
    ['in two environments at most where runs are long', 0, 2],
    ['in one where it is free again soon', 60_000, 1],
  ])('of a rule runs %s, and none is forgotten', async (_, patienceMs, environments) => {
    cloud = startCloud({ idle: { patienceMs } });
    cloud.add(
      'f',
      'let n = 0; exports.handler = async () => { n++; await new Promise((done) => setTimeout(done, 20)); console.log(n); };',
    );
    cloud.lambda.start();
    cloud.lambda.declarePermission(PERMISSION);
    for (let i = 0; i < 6; i++) cloud.lambda.invokeAsync(ARN, {}, BY_RULE);
    await cloud.clock.settled();
    expect(cloud.lines).toHaveLength(6);
    expect(cloud.lines.filter((line) => line === '1').length).toBe(environments);
    expect(Math.max(...cloud.lines.map(Number))).toBeGreaterThanOrEqual(6 / environments);
  });
});
