import { connect } from 'node:net';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  ListDeadLetterSourceQueuesCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import * as sdk from '@aws-sdk/client-sqs';
import type { ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { Caller } from '../../../local/ground/principal.ts';
import { QUERY_CODES } from '../../../local/sqs/actions/index.ts';
import { clientSettings, serve } from '../../support/server.ts';
import {
  ARRIVALS,
  DEAD_LETTERS,
  KEY,
  RULE,
  arrivals,
  deadLetters,
  eventsPolicy,
  running,
} from './running.ts';

let caller: Caller = ACCOUNT;
const cloud = running((by, action) => {
  if (by.kind === 'role') throw new AwsError('AccessDenied', `not authorized to perform: ${action}`, 403);
});
let server: Awaited<ReturnType<typeof serve>>;
let client: SQSClient;
let QueueUrl: string;

beforeAll(async () => {
  server = await serve(cloud.queues.service, () => caller);
  client = new SQSClient(clientSettings(server.url));
  QueueUrl = `${server.url}/000000000000/arrivals`;
});
beforeEach(() => {
  cloud.queues.reset();
  cloud.queues.declare(arrivals);
});
afterAll(async () => {
  client.destroy();
  await server.close();
  cloud.close();
});

const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }))).Messages ?? [];

describe('the SQS API', () => {
  test('finds queues by name and lists them', async () => {
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'arrivals' }))).resolves.toMatchObject({
      QueueUrl,
    });
    await expect(client.send(new ListQueuesCommand({ QueueNamePrefix: 'arrivals-' }))).resolves.toMatchObject(
      {
        QueueUrls: [`${server.url}/000000000000/arrivals-dead-letters`],
      },
    );
    await expect(client.send(new GetQueueUrlCommand({ QueueName: 'gone' }))).rejects.toThrow(
      expect.objectContaining({ name: 'QueueDoesNotExist', message: 'The specified queue does not exist.' }),
    );
  });

  test('shows all attributes of a queue, or those asked for', async () => {
    cloud.queues.declare({
      ...arrivals,
      kmsKeyArn: KEY,
      policy: eventsPolicy({ ArnEquals: { 'aws:SourceArn': RULE } }),
    });
    await send('one');
    const all = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(all.Attributes).toMatchObject({
      QueueArn: ARRIVALS,
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '3600',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_LETTERS, maxReceiveCount: 2 }),
      KmsMasterKeyId: KEY,
    });
    expect(JSON.parse(all.Attributes?.Policy ?? '')).toMatchObject({
      Statement: [{ Effect: 'Allow', Condition: { ArnEquals: { 'aws:SourceArn': [RULE] } } }],
    });
    const some = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    expect(some.Attributes).toEqual({ QueueArn: ARRIVALS });
  });

  test('sends, receives and deletes; the SDK compares the MD5 digests itself', async () => {
    const MessageAttributes = {
      text: { DataType: 'String', StringValue: 'ü' },
      bytes: { DataType: 'Binary.png', BinaryValue: new Uint8Array([0, 255]) },
    };
    const sent = await client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'grüß', MessageAttributes }),
    );
    // Computed by moto for the same attributes.
    expect(sent.MD5OfMessageAttributes).toBe('822b89cbb370efe8fcedec7aef002255');
    const [message] = await receive({
      MessageAttributeNames: ['te.*', 'bytes'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(message).toMatchObject({
      Body: 'grüß',
      MessageId: sent.MessageId,
      MessageAttributes,
      Attributes: { ApproximateReceiveCount: '1' },
    });
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(cloud.queues.count(ARRIVALS)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('shows only the attributes asked for', async () => {
    await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'x',
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
      }),
    );
    const [message] = await receive({ MessageSystemAttributeNames: ['SentTimestamp'] });
    expect(Object.keys(message?.Attributes ?? {})).toEqual(['SentTimestamp']);
    expect(message).not.toHaveProperty('MessageAttributes');
  });

  test('runs batches entry by entry: one that is wrong does not stop the others', async () => {
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'bad \u0000' },
          { Id: 'c', MessageBody: 'two', DelaySeconds: 901 },
          { Id: 'd', MessageBody: 'three' },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a', 'd']);
    expect(sent.Failed).toMatchObject([
      { Id: 'b', Code: 'InvalidMessageContents', SenderFault: true },
      { Id: 'c', Code: 'InvalidParameterValue' },
    ]);
    const messages = await receive({ MaxNumberOfMessages: 10 });
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const changed = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: entries.map((entry) => ({ ...entry, VisibilityTimeout: 60 })),
      }),
    );
    expect(changed.Successful).toHaveLength(2);
    const removed = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [...entries, { Id: 'x', ReceiptHandle: 'nonsense' }],
      }),
    );
    expect(removed.Successful).toHaveLength(2);
    expect(removed.Failed).toMatchObject([{ Id: 'x', Code: 'ReceiptHandleIsInvalid' }]);
  });

  test.each([
    ['EmptyBatchRequest', []],
    [
      'TooManyEntriesInBatchRequest',
      Array.from({ length: 11 }, (_, n) => ({ Id: String(n), MessageBody: 'x' })),
    ],
    [
      'BatchEntryIdsNotDistinct',
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
    ],
    ['InvalidBatchEntryId', [{ Id: 'a b', MessageBody: 'x' }]],
    [
      'BatchRequestTooLong',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
    ],
  ])('refuses a batch as a whole: %s', async (name, Entries) => {
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toThrow(
      expect.objectContaining({ name }),
    );
  });

  test('waits for a message that comes while it waits', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    await new Promise((resolve) => setImmediate(resolve));
    await send('at last');
    expect(await waiting).toMatchObject([{ Body: 'at last' }]);
  });

  test('answers a waiting receive with nothing when its time is over', async () => {
    const waiting = receive({ WaitTimeSeconds: 20 });
    const state = { answered: false };
    void waiting.finally(() => (state.answered = true));
    while (!state.answered) {
      await cloud.clock.advance(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await waiting).toEqual([]);
  });

  test('does not give a message to a client that has gone', async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    const body = JSON.stringify({ QueueUrl, WaitTimeSeconds: 20 });
    const listening = new Promise<void>((resolve) => {
      const onAvailable = cloud.queues.onAvailable.bind(cloud.queues);
      cloud.queues.onAvailable = (...waiting) => {
        resolve();
        cloud.queues.onAvailable = onAvailable;
        return onAvailable(...waiting);
      };
    });
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AmazonSQS.ReceiveMessage\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await listening;
    socket.destroy();
    // The server has seen the end of that connection once it has answered on a later one.
    await client.send(new ListQueuesCommand({}));
    await send('kept');
    expect(await receive()).toMatchObject([{ Body: 'kept' }]);
  });

  test('purges a queue once a minute, by the clock of the cloud', async () => {
    const purge = (url = QueueUrl) => client.send(new PurgeQueueCommand({ QueueUrl: url }));
    await send('first');
    await purge();
    expect(cloud.queues.count(ARRIVALS).visible).toBe(0);
    await send('second');
    await cloud.clock.advance(59);
    await expect(purge()).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
      message: 'Only one PurgeQueue operation on arrivals is allowed every 60 seconds.',
      Code: 'AWS.SimpleQueueService.PurgeQueueInProgress',
      $metadata: { httpStatusCode: 403 },
    });
    expect(cloud.queues.count(ARRIVALS).visible).toBe(1);
    await purge(`${QueueUrl}-dead-letters`);
    await cloud.clock.advance(1);
    await purge();
    expect(cloud.queues.count(ARRIVALS).visible).toBe(0);
  });

  test('codes of the query protocol are those of the model', () => {
    const shapes = Object.values<unknown>(sdk).filter((value) => Array.isArray(value));
    const codes = shapes.flatMap(([, , name, traits]: unknown[]) => {
      const [code] = (traits as { awsQueryError?: string[] } | undefined)?.awsQueryError ?? [];
      return code === undefined || code === name || code.startsWith('KMS.') ? [] : [[name, code]];
    });
    expect(QUERY_CODES).toEqual({ ...Object.fromEntries(codes), AccessDeniedException: 'AccessDenied' });
  });

  test('redrives a dead-letter queue, and no other', async () => {
    cloud.queues.declare(deadLetters);
    await send('bad');
    for (let received = 0; received < 3; received++) await receive({ VisibilityTimeout: 0 });
    expect(cloud.queues.count(DEAD_LETTERS).visible).toBe(1);
    const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand({ SourceArn: DEAD_LETTERS }));
    expect(await receive()).toMatchObject([{ Body: 'bad' }]);
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: DEAD_LETTERS, DestinationArn: ARRIVALS }));
    const list = async (more: object = {}) =>
      (await client.send(new ListMessageMoveTasksCommand({ SourceArn: DEAD_LETTERS, ...more }))).Results;
    const newest = { Status: 'COMPLETED', DestinationArn: ARRIVALS, ApproximateNumberOfMessagesMoved: 0 };
    expect(await list()).toMatchObject([newest]);
    expect(await list({ MaxResults: 10 })).toMatchObject([
      newest,
      { Status: 'COMPLETED', SourceArn: DEAD_LETTERS, ApproximateNumberOfMessagesMoved: 1 },
    ]);
    await expect(client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))).rejects.toThrow(
      'Only active tasks',
    );
    await expect(client.send(new ListMessageMoveTasksCommand({ SourceArn: ARRIVALS }))).rejects.toThrow(
      'Source queue must be configured as a Dead Letter Queue.',
    );
    await expect(client.send(new StartMessageMoveTaskCommand({ SourceArn: ARRIVALS }))).rejects.toThrow(
      'Source queue must be configured as a Dead Letter Queue.',
    );
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['an empty body', () => send(''), 'MissingParameter'],
    [
      'a delay out of range',
      () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: -1 })),
      'InvalidParameterValue',
    ],
    [
      'a group, which standard queues here do not have',
      () => client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageGroupId: 'g' })),
      'NotImplemented',
    ],
    ['eleven messages at once', () => receive({ MaxNumberOfMessages: 11 }), 'InvalidParameterValue'],
    ['too long a wait', () => receive({ WaitTimeSeconds: 21 }), 'InvalidParameterValue'],
    [
      'a handle that is none',
      () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'x' })),
      'ReceiptHandleIsInvalid',
    ],
    [
      'a handle that is of nothing in flight',
      () =>
        client.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl,
            ReceiptHandle: Buffer.from(`${'a'.repeat(36)} ${'b'.repeat(36)}`).toString('base64'),
            VisibilityTimeout: 1,
          }),
        ),
      'MessageNotInflight',
    ],
    [
      'a queue of another account',
      () => client.send(new PurgeQueueCommand({ QueueUrl: QueueUrl.replace('0000', '1111') })),
      'QueueDoesNotExist',
    ],
    [
      'what it does not have',
      () => client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl })),
      'NotImplemented',
    ],
  ])('refuses %s', async (_name, call, name) => {
    await expect(call()).rejects.toThrow(expect.objectContaining({ name }));
  });

  test('refuses a role that may not, naming the action', async () => {
    caller = { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/other' };
    await expect(send('x')).rejects.toThrow(
      expect.objectContaining({ message: 'not authorized to perform: sqs:SendMessage' }),
    );
    caller = ACCOUNT;
  });
});
