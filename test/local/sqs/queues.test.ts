import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { Authorize, Caller } from '../../../local/ground/principal.ts';
import { transaction } from '../../../local/ground/sqlite.ts';
import { parsePolicy } from '../../../local/cloudformation/iam/policy.ts';
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

let cloud: ReturnType<typeof running>;
afterEach(() => {
  cloud.close();
});
const start = (...options: Parameters<typeof running>): ReturnType<typeof running> =>
  (cloud = running(...options));

const bodies = (max = 10, queue = ARRIVALS): string[] =>
  cloud.queues.receive(ACCOUNT, queue, max).map(({ body }) => body);

describe('a queue', () => {
  test('gives what was sent, oldest first, with what Lambda and SDKs want to know', () => {
    const { queues } = start();
    const attributes = { kind: { DataType: 'String', StringValue: 'test' } };
    const messageId = queues.send(ARRIVALS, 'one', ACCOUNT, attributes);
    queues.send(ARRIVALS, 'two', ACCOUNT);
    const [first, second] = queues.receive(ACCOUNT, ARRIVALS, 10);
    expect(first).toEqual({
      messageId,
      receiptHandle: expect.any(String),
      body: 'one',
      md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1795435200000',
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: '1795435200000',
      },
      messageAttributes: attributes,
    });
    expect(second?.body).toBe('two');
    expect(bodies()).toEqual([]);
  });

  test('shows a received message again when its visibility timeout ends, counted', async () => {
    const { queues, clock } = start();
    queues.send(ARRIVALS, 'one', ACCOUNT);
    expect(bodies()).toEqual(['one']);
    await clock.advance(29);
    expect(bodies()).toEqual([]);
    await clock.advance(1);
    const [again] = queues.receive(ACCOUNT, ARRIVALS, 1);
    expect(again?.attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: '1795435200000',
    });
  });

  test('forgets a deleted message, but not by the handle of an earlier receive', async () => {
    const { queues, clock } = start();
    queues.send(ARRIVALS, 'one', ACCOUNT);
    const [first] = queues.receive(ACCOUNT, ARRIVALS, 1);
    await clock.advance(30);
    const [second] = queues.receive(ACCOUNT, ARRIVALS, 1);
    queues.delete(ACCOUNT, ARRIVALS, [first?.receiptHandle ?? '']);
    expect(queues.count(ARRIVALS).inFlight).toBe(1);
    queues.delete(ACCOUNT, ARRIVALS, [second?.receiptHandle ?? '']);
    expect(queues.count(ARRIVALS)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(() => {
      queues.delete(ACCOUNT, ARRIVALS, ['nonsense']);
    }).toThrow(expect.objectContaining({ code: 'ReceiptHandleIsInvalid' }));
  });

  test('lets visibility be changed: longer, or at once, and not of what is not in flight', async () => {
    const { queues, clock } = start();
    queues.send(ARRIVALS, 'one', ACCOUNT);
    const [message] = queues.receive(ACCOUNT, ARRIVALS, 1);
    const handles = [message?.receiptHandle ?? ''];
    queues.changeVisibility(ACCOUNT, ARRIVALS, handles, 100);
    await clock.advance(99);
    expect(queues.count(ARRIVALS).visible).toBe(0);
    queues.changeVisibility(ACCOUNT, ARRIVALS, handles, 0);
    expect(queues.count(ARRIVALS).visible).toBe(1);
    expect(() => {
      queues.changeVisibility(ACCOUNT, ARRIVALS, handles, 10);
    }).toThrow(expect.objectContaining({ code: 'MessageNotInflight' }));
  });

  test('moves a message that was received often enough to the dead-letter queue, from where it can be redriven', async () => {
    const { queues, clock } = start();
    queues.send(ARRIVALS, 'bad', ACCOUNT);
    for (let received = 1; received <= 2; received++) {
      expect(bodies()).toEqual(['bad']);
      await clock.advance(30);
    }
    expect(bodies()).toEqual([]);
    expect(queues.count(DEAD_LETTERS).visible).toBe(1);
    const [dead] = queues.receive(ACCOUNT, DEAD_LETTERS, 1);
    expect(dead).toMatchObject({ body: 'bad', attributes: { DeadLetterQueueSourceArn: ARRIVALS } });
    await clock.advance(30);
    expect(queues.redrive(ACCOUNT, DEAD_LETTERS)).toBe(1);
    const [again] = queues.receive(ACCOUNT, ARRIVALS, 1);
    expect(again).toMatchObject({ body: 'bad', attributes: { ApproximateReceiveCount: '1' } });
  });

  test("holds a delayed message back, by the queue's delay or its own", async () => {
    const { queues, clock } = start();
    queues.declare({ ...arrivals, delaySeconds: 5 });
    queues.send(ARRIVALS, 'late', ACCOUNT);
    queues.send(ARRIVALS, 'now', ACCOUNT, {}, 0);
    expect(bodies()).toEqual(['now']);
    expect(queues.count(ARRIVALS)).toEqual({ visible: 0, inFlight: 1, delayed: 1 });
    await clock.advance(5);
    expect(bodies()).toEqual(['late']);
  });

  test('drops what is older than its retention', async () => {
    const { queues, clock } = start();
    queues.send(ARRIVALS, 'old', ACCOUNT);
    await clock.advance(3599);
    expect(queues.count(ARRIVALS).visible).toBe(1);
    await clock.advance(1);
    expect(queues.count(ARRIVALS).visible).toBe(0);
  });

  test('keeps nothing of a send whose transaction is undone', () => {
    const { queues, database } = start();
    expect(() =>
      transaction(database, () => {
        queues.send(ARRIVALS, 'one', ACCOUNT);
        throw new Error('undone');
      }),
    ).toThrow('undone');
    expect(queues.count(ARRIVALS).visible).toBe(0);
  });

  test('refuses a message over 1 MiB, attributes counted, and a queue that is not there', () => {
    const { queues } = start();
    const attributes = { n: { DataType: 'String', StringValue: 'é' } };
    const most = 1024 * 1024 - 'nString'.length - 2;
    queues.send(ARRIVALS, 'x'.repeat(most), ACCOUNT, attributes);
    expect(() => queues.send(ARRIVALS, 'x'.repeat(most + 1), ACCOUNT, attributes)).toThrow(/must be shorter/);
    expect(() => queues.send(`${ARRIVALS}-2`, 'x', ACCOUNT)).toThrow('The specified queue does not exist.');
    expect(() => {
      queues.declare({ ...arrivals, name: 'x.fifo' });
    }).toThrow(/does not have FIFO queues/);
  });

  test('is empty after a reset', () => {
    const { queues } = start();
    queues.send(ARRIVALS, 'one', ACCOUNT);
    queues.reset();
    expect(queues.count(ARRIVALS).visible).toBe(0);
    expect(queues.list().map(({ name }) => name)).toEqual(['arrivals', 'arrivals-dead-letters']);
  });
});

describe('after a kill and a new start', () => {
  test('what was in flight is visible at once and not counted as received', () => {
    const { queues, folder, stop } = start();
    queues.send(ARRIVALS, 'in flight', ACCOUNT);
    queues.send(ARRIVALS, 'delayed', ACCOUNT, {}, 60);
    expect(bodies()).toEqual(['in flight']);
    stop();
    start(undefined, folder);
    expect(cloud.queues.count(ARRIVALS)).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
    const [message] = cloud.queues.receive(ACCOUNT, ARRIVALS, 1);
    expect(message).toMatchObject({ body: 'in flight', attributes: { ApproximateReceiveCount: '1' } });
  });

  test('however often the cloud is killed, no message reaches the dead-letter queue by that alone', () => {
    let { folder } = start();
    cloud.queues.send(ARRIVALS, 'one', ACCOUNT);
    for (let run = 0; run < 5; run++) {
      expect(bodies()).toEqual(['one']);
      cloud.stop();
      ({ folder } = start(undefined, folder));
    }
    expect(cloud.queues.count(DEAD_LETTERS).visible).toBe(0);
  });
});

describe('who waits for messages', () => {
  test('is woken after the commit, never inside the transaction', async () => {
    const { queues, clock, database } = start();
    const seen: boolean[] = [];
    queues.onAvailable(ARRIVALS, () => seen.push(database.isTransaction));
    transaction(database, () => {
      queues.send(ARRIVALS, 'one', ACCOUNT);
      queues.send(ARRIVALS, 'two', ACCOUNT);
    });
    expect(seen).toEqual([]);
    await clock.settled();
    expect(seen).toEqual([false]);
  });

  test('is woken for what lies there already, for ended timeouts and delays, each at its time', async () => {
    const { queues, clock } = start();
    queues.send(ARRIVALS, 'there', ACCOUNT);
    queues.send(ARRIVALS, 'delayed', ACCOUNT, {}, 10);
    const began = clock.now();
    const woken: [number, string[]][] = [];
    queues.onAvailable(ARRIVALS, () => woken.push([(clock.now() - began) / 1000, bodies(1)]));
    await clock.advance(60);
    expect(woken).toEqual([
      [0, ['there']],
      [10, ['delayed']],
      [30, ['there']],
      [40, ['delayed']],
      [60, []],
    ]);
    expect(queues.count(DEAD_LETTERS).visible).toBe(1);
  });

  test('of a dead-letter queue is woken when a message moves there', async () => {
    const { queues, clock } = start();
    queues.declare({ ...arrivals, redrive: { deadLetterTargetArn: DEAD_LETTERS, maxReceiveCount: 1 } });
    queues.send(ARRIVALS, 'bad', ACCOUNT);
    let woken = 0;
    queues.onAvailable(DEAD_LETTERS, () => woken++);
    queues.onAvailable(ARRIVALS, () => bodies());
    await clock.advance(30);
    expect(woken).toBe(1);
  });

  test('is not woken any more once it has ended the waiting', async () => {
    const { queues, clock } = start();
    let woken = 0;
    const end = queues.onAvailable(ARRIVALS, () => woken++);
    end();
    queues.send(ARRIVALS, 'one', ACCOUNT);
    await clock.advance(60);
    expect(woken).toBe(0);
  });
});

describe('access to a queue', () => {
  const events = (sourceArn: string) =>
    ({ kind: 'service', service: 'events.amazonaws.com', sourceArn }) as const;
  const account = { StringEquals: { 'aws:SourceAccount': '000000000000' } };

  test.each<[string, Record<string, Record<string, string>>, string, boolean]>([
    ['the rule itself', { ArnEquals: { 'aws:SourceArn': RULE } }, RULE, true],
    ['another rule', { ArnEquals: { 'aws:SourceArn': RULE } }, `${RULE}-2`, false],
    ['a rule of the form', { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/object-*' } }, RULE, true],
    ['a text in another case of key', { StringEquals: { 'AWS:SourceARN': RULE } }, RULE, true],
    ['the account', account, RULE, true],
    ['another account', account, RULE.replace('000000000000', '111111111111'), false],
    ['both', { ...account, ArnEquals: { 'aws:SourceArn': RULE } }, RULE, true],
    ['no condition', {}, RULE, true],
  ])('of EventBridge goes by the queue policy: %s', (_name, condition, sourceArn, allowed) => {
    const { queues } = start();
    queues.declare({ ...arrivals, policy: eventsPolicy(condition) });
    const send = () => queues.send(ARRIVALS, 'x', events(sourceArn));
    if (allowed) expect(send()).toEqual(expect.any(String));
    else
      expect(send).toThrow(
        expect.objectContaining({
          code: 'AccessDenied',
          message: `events.amazonaws.com for ${sourceArn} is not authorized to perform: sqs:SendMessage on resource: ${ARRIVALS} because the queue policy does not allow it for this source.`,
        }),
      );
  });

  test('of a service needs a policy, for it and for this queue', () => {
    const { queues } = start();
    expect(() => queues.send(ARRIVALS, 'x', events(RULE))).toThrow(/not authorized/);
    queues.declare({ ...arrivals, policy: eventsPolicy({}) });
    expect(() => queues.send(ARRIVALS, 'x', { ...events(RULE), service: 's3.amazonaws.com' })).toThrow(
      /not authorized/,
    );
    queues.declare({ ...deadLetters, policy: eventsPolicy({}) });
    expect(() => queues.send(DEAD_LETTERS, 'x', events(RULE))).toThrow(/not authorized/);
  });

  test('is denied to everybody by a Deny that fits, and not by one that demands TLS', () => {
    const { queues } = start();
    const deny = (condition: Record<string, Record<string, string>>) =>
      parsePolicy({
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: condition }],
      });
    queues.declare({ ...arrivals, policy: deny({ Bool: { 'aws:SecureTransport': 'false' } }) });
    queues.send(ARRIVALS, 'x', ACCOUNT);
    queues.declare({ ...arrivals, policy: deny({}) });
    expect(() => queues.send(ARRIVALS, 'x', ACCOUNT)).toThrow(/explicit deny in the queue policy/);
  });

  test("of a role is asked of the role, action by action, and of its rights on the queue's key", () => {
    const asked: string[] = [];
    const authorize: Authorize = (_caller, action, resource) => {
      asked.push(`${action} ${resource}`);
      if (action === 'sqs:DeleteMessage') throw new AwsError('AccessDenied', 'no', 403);
    };
    const role: Caller = { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/record-arrivals' };
    const { queues } = start(authorize);
    queues.declare({ ...arrivals, kmsKeyArn: KEY });
    queues.send(ARRIVALS, 'x', role);
    const [message] = queues.receive(role, ARRIVALS, 1);
    const handles = [message?.receiptHandle ?? ''];
    queues.changeVisibility(role, ARRIVALS, handles, 1);
    expect(() => {
      queues.delete(role, ARRIVALS, handles);
    }).toThrow('no');
    expect(asked).toEqual([
      `sqs:SendMessage ${ARRIVALS}`,
      `kms:GenerateDataKey ${KEY}`,
      `kms:Decrypt ${KEY}`,
      `sqs:ReceiveMessage ${ARRIVALS}`,
      `kms:Decrypt ${KEY}`,
      `sqs:ChangeMessageVisibility ${ARRIVALS}`,
      `sqs:DeleteMessage ${ARRIVALS}`,
    ]);
  });
});

test('whatever is sent, received, timed out and deleted, every message is in exactly one place', async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('send' as const), delay: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ kind: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('delete' as const) }),
    fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 40 }) }),
  );
  start();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { queues, clock } = cloud;
      queues.reset();
      let alive = 0;
      let held: string[] = [];
      for (const action of steps) {
        if (action.kind === 'send') {
          queues.send(ARRIVALS, 'x', ACCOUNT, {}, action.delay);
          alive++;
        } else if (action.kind === 'receive') {
          const messages = queues.receive(ACCOUNT, ARRIVALS, action.max);
          expect(messages.length).toBeLessThanOrEqual(action.max);
          for (const { attributes } of messages)
            expect(Number(attributes.ApproximateReceiveCount)).toBeLessThanOrEqual(2);
          held = messages.map(({ receiptHandle }) => receiptHandle);
        } else if (action.kind === 'delete') {
          const before = queues.count(ARRIVALS);
          queues.delete(ACCOUNT, ARRIVALS, held);
          const after = queues.count(ARRIVALS);
          alive -=
            before.visible +
            before.inFlight +
            before.delayed -
            after.visible -
            after.inFlight -
            after.delayed;
          held = [];
        } else await clock.advance(action.seconds);
        const [live, dead] = [queues.count(ARRIVALS), queues.count(DEAD_LETTERS)];
        expect(live.visible + live.inFlight + live.delayed + dead.visible).toBe(alive);
      }
    }),
    { numRuns: 40 },
  );
});
