import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { letsRulesSend } from '../../support/queue-policy.ts';
import { clientSettings, serve } from '../../support/server.ts';
import { DEAD_LETTERS, RULE, running } from './running.ts';

const MINE = 'arn:aws:sqs:us-east-1:000000000000:mine';
const POLICY = letsRulesSend(MINE, RULE);

let ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended) await end();
  ended = [];
});

async function start(folder?: string, now?: number) {
  const cloud = running(() => undefined, folder, now);
  const { url, close } = await serve(cloud.queues.service);
  const client = new SQSClient({ ...clientSettings(url), maxAttempts: 1 });
  const stop = async (remove: () => void) => {
    client.destroy();
    await close();
    remove();
  };
  const end = () => stop(cloud.close);
  ended.push(end);
  const create = async (Attributes: Record<string, string> = {}, QueueName = 'mine') =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const attributes = async (QueueUrl: string) =>
    (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;
  const again = async () => {
    await stop(cloud.stop);
    ended = ended.filter((known) => known !== end);
    return start(cloud.folder, now);
  };
  const names = async () =>
    ((await client.send(new ListQueuesCommand({}))).QueueUrls ?? []).map((queueUrl) =>
      queueUrl.split('/').at(-1),
    );
  return { ...cloud, url, client, create, attributes, again, names };
}

describe('a queue made at runtime', () => {
  test('takes messages of callers and of a rule that its policy lets in', async () => {
    const { queues, client, create, url } = await start();
    const QueueUrl = await create({ Policy: POLICY });
    expect(QueueUrl).toBe(`${url}/000000000000/mine`);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'from a caller' }));
    const rule = { kind: 'service', service: 'events.amazonaws.com' } as const;
    queues.send(MINE, 'from the rule', { ...rule, sourceArn: RULE });
    expect(() => queues.send(MINE, 'from another', { ...rule, sourceArn: `${RULE}s` })).toThrow(
      'queue policy',
    );
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['from a caller', 'from the rule']);
  });

  test('has the attributes that it was given, and may be given others', async () => {
    const { client, create, attributes } = await start();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DEAD_LETTERS, maxReceiveCount: '3' });
    const QueueUrl = await create({
      VisibilityTimeout: '12',
      DelaySeconds: '1',
      MessageRetentionPeriod: '60',
      ReceiveMessageWaitTimeSeconds: '2',
      MaximumMessageSize: '1024',
      RedrivePolicy,
    });
    expect(await attributes(QueueUrl)).toMatchObject({
      QueueArn: MINE,
      VisibilityTimeout: '12',
      DelaySeconds: '1',
      MessageRetentionPeriod: '60',
      ReceiveMessageWaitTimeSeconds: '2',
      MaximumMessageSize: '1024',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_LETTERS, maxReceiveCount: 3 }),
    });
    await client.send(
      new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: '', VisibilityTimeout: '5' } }),
    );
    const changed = await attributes(QueueUrl);
    expect(changed).toMatchObject({ VisibilityTimeout: '5', DelaySeconds: '1' });
    expect(changed).not.toHaveProperty('RedrivePolicy');
  });

  test('is made once: asked for again it is the same, asked for otherwise it is refused', async () => {
    const { create } = await start();
    const QueueUrl = await create({ VisibilityTimeout: '12' });
    expect(await create()).toBe(QueueUrl);
    expect(await create({ VisibilityTimeout: '12' })).toBe(QueueUrl);
    await expect(create({ VisibilityTimeout: '13' })).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: expect.stringContaining('VisibilityTimeout'),
    });
  });

  test('is still there after a new start, with its messages; a reset forgets it', async () => {
    const first = await start();
    const { client, create } = first;
    await client.send(
      new SendMessageCommand({ QueueUrl: await create({ Policy: POLICY }), MessageBody: 'a' }),
    );
    const second = await first.again();
    expect(await second.names()).toEqual(['mine', 'arrivals', 'arrivals-dead-letters']);
    expect(second.queues.count(MINE).visible).toBe(1);
    second.queues.reset();
    expect(await second.names()).toEqual(['arrivals', 'arrivals-dead-letters']);
    const third = await second.again();
    expect(await third.names()).toEqual(['arrivals', 'arrivals-dead-letters']);
  });

  test('is deleted with its messages, and its name rests for a minute', async () => {
    const { client, clock, queues, create, names } = await start();
    const QueueUrl = await create();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await names()).not.toContain('mine');
    await expect(client.send(new DeleteQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(create()).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
    await clock.advance(60);
    await create();
    expect(queues.count(MINE).visible).toBe(0);
  });

  test('keeps its messages where its dead-letter queue was deleted', async () => {
    const { client, create, queues } = await start();
    const deadLetters = await create({}, 'dead');
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `${MINE.slice(0, -4)}dead`,
      maxReceiveCount: 1,
    });
    const QueueUrl = await create({ RedrivePolicy, VisibilityTimeout: '0' });
    await client.send(new DeleteQueueCommand({ QueueUrl: deadLetters }));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    for (const _ of [1, 2, 3]) await client.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(queues.count(MINE).visible).toBe(1);
  });
});

describe('what is refused', () => {
  test.each<[string, string, Record<string, string>]>([
    ['a number out of its limits', 'InvalidAttributeValue', { VisibilityTimeout: '43201' }],
    ['a number that is none', 'InvalidAttributeValue', { DelaySeconds: 'soon' }],
    ['a policy that is none', 'InvalidAttributeValue', { Policy: '{' }],
    [
      'a dead-letter queue that is not there',
      'InvalidParameterValue',
      { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: MINE, maxReceiveCount: 1 }) },
    ],
    [
      'no number of receives',
      'InvalidParameterValue',
      { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_LETTERS }) },
    ],
    ['an attribute that SQS does not have', 'InvalidAttributeName', { Colour: 'red' }],
    ['a name that every object has', 'InvalidAttributeName', { constructor: '1' }],
    ['a FIFO queue', 'NotImplemented', { FifoQueue: 'true' }],
    ['a key by its alias', 'NotImplemented', { KmsMasterKeyId: 'alias/mine' }],
  ])('%s is %s', async (_what, name, attributes) => {
    const { create } = await start();
    await expect(create(attributes)).rejects.toMatchObject({ name });
  });

  test('names that are none', async () => {
    const { create } = await start();
    await expect(create({}, 'a b')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(create({}, 'a.fifo')).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  test('to change or delete a queue of the template', async () => {
    const { client, url } = await start();
    const QueueUrl = `${url}/000000000000/arrivals`;
    await expect(client.send(new DeleteQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    await expect(
      client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '1' } })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('tags of a queue made at runtime', () => {
  test('are set with it and later, and kept', async () => {
    const cloud = await start();
    const { QueueUrl = '' } = await cloud.client.send(
      new CreateQueueCommand({ QueueName: 'mine', tags: { owner: 'me' } }),
    );
    await cloud.client.send(new TagQueueCommand({ QueueUrl, Tags: { stage: 'dev', owner: 'you' } }));
    await cloud.client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['stage', 'none'] }));
    await cloud.client.send(new TagQueueCommand({ QueueUrl, Tags: { cost: '1' } }));
    const again = await cloud.again();
    const url = await again.create();
    expect((await again.client.send(new ListQueueTagsCommand({ QueueUrl: url }))).Tags).toEqual({
      owner: 'you',
      cost: '1',
    });
  });

  test.each([
    [{ 'aws:x': 'v' }],
    [{ k: 'v'.repeat(257) }],
    [{ ['k'.repeat(129)]: 'v' }],
    [Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v']))],
  ])('are refused where AWS has none such: %#', async (Tags) => {
    const cloud = await start();
    const QueueUrl = await cloud.create();
    await expect(cloud.client.send(new TagQueueCommand({ QueueUrl, Tags }))).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  test('of a queue of the template are the template’s', async () => {
    const cloud = await start();
    const QueueUrl = `${cloud.url}/000000000000/${DEAD_LETTERS.split(':').at(-1) ?? ''}`;
    expect((await cloud.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toBeUndefined();
    await expect(
      cloud.client.send(new TagQueueCommand({ QueueUrl, Tags: { a: 'b' } })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
