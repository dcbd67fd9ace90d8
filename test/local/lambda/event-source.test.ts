import { afterEach, describe, expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { LambdaOptions } from '../../../local/lambda/lambda.ts';
import type { EventSourceMapping, LambdaFunction } from '../../../local/cloudformation/stack.ts';
import type { Cloud } from './cloud.ts';
import { ROLE, startCloud } from './cloud.ts';

/** Logs the bodies of its batch, and fails the messages whose body begins with "bad". */
const CONSUMER = `exports.handler = async ({ Records }) => {
  console.log(Records.map(({ body }) => body).join(' '));
  return { batchItemFailures: Records.filter(({ body }) => body.startsWith('bad'))
    .map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

let cloud: Cloud;
let queue: string;
afterEach(() => cloud.close());

const startWith = (
  source: string,
  more: Partial<EventSourceMapping> = {},
  options: Partial<LambdaOptions> = {},
  lambda: Partial<LambdaFunction> = {},
): void => {
  cloud = startCloud(options);
  queue = cloud.queue('arrivals');
  cloud.add('f', source, lambda);
  cloud.lambda.declareMapping({
    logicalId: 'Mapping',
    id: 'mapping',
    functionName: 'f',
    eventSourceArn: queue,
    enabled: true,
    batchSize: 10,
    batchingWindowSeconds: 0,
    reportBatchItemFailures: true,
    ...more,
  });
  cloud.lambda.start();
};

const send = (...bodies: string[]): void => {
  for (const body of bodies) cloud.queues.send(queue, body, ACCOUNT);
};

const count = () => cloud.queues.count(queue);

describe('a queue that feeds a function', () => {
  test('hands over its messages in the form of Lambda and deletes what succeeded', async () => {
    startWith('exports.handler = async (event) => console.log(JSON.stringify(event));');
    cloud.queues.send(queue, 'hello', ACCOUNT, { Kind: { DataType: 'String', StringValue: 'x' } });
    await cloud.clock.settled();
    const { Records: records } = JSON.parse(cloud.lines[0] ?? '') as SQSEvent;
    expect(records).toEqual([
      {
        messageId: expect.any(String),
        receiptHandle: expect.any(String),
        body: 'hello',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(cloud.clock.now()),
          SenderId: expect.any(String),
          ApproximateFirstReceiveTimestamp: String(cloud.clock.now()),
        },
        messageAttributes: {
          Kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfBody: '5d41402abc4b2a76b9719d911017c592',
        eventSource: 'aws:sqs',
        eventSourceARN: queue,
        awsRegion: 'us-east-1',
      },
    ]);
    expect(count()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('gathers messages until the batching window of cloud time ends', async () => {
    startWith(CONSUMER, { batchingWindowSeconds: 5 });
    send('a');
    await cloud.clock.advance(3);
    send('b');
    await cloud.clock.advance(1.9);
    expect(cloud.lines).toEqual([]);
    await cloud.clock.advance(0.1);
    expect(cloud.lines).toEqual(['a b']);
  });

  test('does not wait for the window when a batch is full', async () => {
    startWith(CONSUMER, { batchSize: 12, batchingWindowSeconds: 60 });
    const bodies = Array.from({ length: 13 }, (_, index) => String(index));
    send(...bodies);
    await cloud.clock.settled();
    expect(cloud.lines).toEqual([bodies.slice(0, 12).join(' ')]);
    await cloud.clock.advance(60);
    expect(cloud.lines[1]).toBe('12');
  });

  test('keeps failed messages until their visibility ends, and hands over only those again', async () => {
    startWith(CONSUMER);
    send('good', 'bad');
    await cloud.clock.settled();
    expect(count()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    await cloud.clock.advance(29);
    expect(cloud.lines).toEqual(['good bad']);
    await cloud.clock.advance(2);
    expect(cloud.lines).toEqual(['good bad', 'bad']);
  });

  test.each([
    ['a thrown error', 'throw new Error("no");', 2],
    ['an unknown identifier', 'return { batchItemFailures: [{ itemIdentifier: "nobody" }] };', 2],
    ['an empty identifier', 'return { batchItemFailures: [{ itemIdentifier: "" }] };', 2],
    ['a malformed list', 'return { batchItemFailures: "all" };', 2],
    ['no answer', '', 0],
    ['an empty list', 'return { batchItemFailures: [] };', 0],
    ['an answer without a list', 'return {};', 0],
  ])('takes %s for the outcome of the whole batch', async (_, line, left) => {
    startWith(`exports.handler = async () => { ${line} };`);
    send('a', 'b');
    await cloud.clock.settled();
    expect(count().inFlight).toBe(left);
  });

  test('ignores reported failures where the mapping does not ask for them', async () => {
    startWith(CONSUMER, { reportBatchItemFailures: false });
    send('bad');
    await cloud.clock.settled();
    expect(count().inFlight).toBe(0);
  });

  test('feeds two environments at once, and no more than its own limit', async () => {
    const slow = `exports.handler = async () => { const begun = Date.now();
      await new Promise((done) => setTimeout(done, 30)); console.log(begun + ' ' + Date.now()); };`;
    const together = () => {
      const runs = cloud.lines.map((line) => line.split(' ').map(Number));
      return Math.max(
        ...runs.map(([at = 0]) => runs.filter(([from = 0, to = 0]) => from <= at && at < to).length),
      );
    };
    startWith(slow, { batchSize: 1 });
    send('a', 'b', 'c', 'd', 'e');
    await cloud.clock.settled();
    expect(cloud.lines).toHaveLength(5);
    expect(together()).toBeLessThanOrEqual(2);
    await cloud.close();

    startWith(slow, { batchSize: 1, maximumConcurrency: 1 });
    send('a', 'b', 'c');
    await cloud.clock.settled();
    expect(cloud.lines).toHaveLength(3);
    expect(together()).toBe(1);
  });

  test('is read as the role of the function, and a refusal is told and stops nothing else', async () => {
    const asked: string[] = [];
    let allowed = false;
    startWith(
      CONSUMER,
      {},
      {
        authorize: (caller, action) => {
          if (caller.kind === 'role') asked.push(`${caller.roleArn} ${action}`);
          if (action === 'sqs:GetQueueAttributes' && !allowed)
            throw new AwsError('AccessDenied', 'not allowed', 403);
        },
      },
    );
    send('a');
    await cloud.clock.settled();
    expect(cloud.lines).toEqual([`The event source ${queue} cannot be read. not allowed`]);
    allowed = true;
    send('b');
    await cloud.clock.settled();
    expect(cloud.lines[1]).toBe('a b');
    expect(asked).toContain(`${ROLE} sqs:GetQueueAttributes`);
  });

  test('rests where the mapping is disabled', async () => {
    startWith(CONSUMER, { enabled: false });
    send('a');
    await cloud.clock.advance(60);
    expect(count().visible).toBe(1);
  });

  test('may not be filtered: the local cloud says so instead of passing everything', () => {
    expect(() => {
      startWith(CONSUMER, { filterCriteria: { Filters: [] } });
    }).toThrow(/does not have FilterCriteria \(Mapping\)/);
  });
});
