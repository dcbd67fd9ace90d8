import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../../local/ground/principal.ts';
import type { RunningLambda } from './running.ts';
import { startLambda } from './running.ts';

const LOGS_BODIES = `exports.handler = async ({ Records }) => console.log(Records.map(({ body }) => body).join(' '));`;

let lambda: RunningLambda;
let queue: string;
afterEach(() => lambda.end());

const start = async (visibilitySeconds = 30, authorize?: () => void) => {
  lambda = await startLambda({
    before(cloud) {
      queue = cloud.queue('orders', visibilitySeconds);
    },
    ...(authorize && { authorize }),
  });
  await lambda.create('mine', LOGS_BODIES);
};
const map = (more: object = {}) =>
  lambda.client.send(
    new CreateEventSourceMappingCommand({ FunctionName: 'mine', EventSourceArn: queue, ...more }),
  );
const send = async (...bodies: string[]) => {
  for (const body of bodies) lambda.cloud.queues.send(queue, body, ACCOUNT);
  await lambda.cloud.clock.settled();
};

describe('an event source mapping that a caller makes', () => {
  test('feeds a function from a queue, is described, switched off and on, and deleted', async () => {
    await start();
    const made = await map({ BatchSize: 5, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(made).toMatchObject({
      State: 'Enabled',
      BatchSize: 5,
      EventSourceArn: queue,
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:mine',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      LastModified: expect.any(Date),
    });
    const { UUID } = made;
    await send('one');
    expect(lambda.cloud.lines).toEqual(['one']);

    await lambda.client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await send('two');
    expect(lambda.cloud.lines).toEqual(['one']);
    const { State } = await lambda.client.send(new GetEventSourceMappingCommand({ UUID }));
    expect(State).toBe('Disabled');
    await lambda.client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await lambda.cloud.clock.settled();
    expect(lambda.cloud.lines).toEqual(['one', 'two']);

    const deleted = await lambda.client.send(new DeleteEventSourceMappingCommand({ UUID }));
    expect(deleted.State).toBe('Deleting');
    await send('three');
    expect(lambda.cloud.lines).toEqual(['one', 'two']);
    await expect(lambda.client.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('goes on after a restart, and when its function is made anew', async () => {
    await start();
    await map();
    await lambda.restart();
    await send('after a restart');
    expect(lambda.cloud.lines).toEqual(['after a restart']);
    await lambda.client.send(new DeleteFunctionCommand({ FunctionName: 'mine' }));
    await send('without a function');
    await lambda.create('mine', LOGS_BODIES);
    await lambda.cloud.clock.settled();
    expect(lambda.cloud.lines).toEqual(['after a restart', 'without a function']);
    const { EventSourceMappings = [] } = await lambda.client.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: queue, FunctionName: 'mine' }),
    );
    expect(EventSourceMappings).toHaveLength(1);
  });

  test.each([
    ['a second one of the same two', {}, 'ResourceConflictException', /already exists/],
    [
      'a stream',
      { EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s' },
      'NotImplemented',
      /event source/,
    ],
    [
      'a queue that is not there',
      { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:none' },
      'InvalidParameterValueException',
      /does not exist/,
    ],
    ['a function that is not there', { FunctionName: 'none' }, 'ResourceNotFoundException', /none/],
    [
      'filters',
      { FunctionName: 'other', FilterCriteria: { Filters: [{ Pattern: '{}' }] } },
      'NotImplemented',
      /FilterCriteria/,
    ],
    [
      'a large batch without a window',
      { FunctionName: 'other', BatchSize: 11 },
      'InvalidParameterValueException',
      /batch window/,
    ],
    ['a batch of none', { FunctionName: 'other', BatchSize: 0 }, 'ValidationException', /batchSize/],
    [
      'a queue whose messages come back before the function ends',
      { FunctionName: 'slow' },
      'InvalidParameterValueException',
      /visibility timeout: 30 .* timeout: 60/,
    ],
  ])('is not made of %s', async (_what, more, name, message) => {
    await start();
    await lambda.create('other', LOGS_BODIES);
    await lambda.create('slow', LOGS_BODIES, { Timeout: 60 });
    await map();
    await expect(map(more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  test('needs a role that may read the queue', async () => {
    let denied = '';
    await start(30, (_caller?: unknown, action?: unknown) => {
      if (action === denied) throw new AwsError('AccessDenied', 'no', 403);
    });
    denied = 'sqs:ReceiveMessage';
    await expect(map()).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('does not have permissions to call ReceiveMessage'),
    });
  });

  test('of the template stays the template’s', async () => {
    await start();
    lambda.cloud.lambda.declareMapping({
      logicalId: 'Mapping',
      id: 'declared',
      functionName: 'mine',
      eventSourceArn: queue,
      enabled: true,
      batchSize: 10,
      batchingWindowSeconds: 0,
      reportBatchItemFailures: false,
    });
    await expect(
      lambda.client.send(new DeleteEventSourceMappingCommand({ UUID: 'declared' })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
