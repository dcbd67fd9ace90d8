import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { transaction } from '../../../local/ground/sqlite.ts';
import {
  DEAD_LETTERS,
  FUNCTION,
  QUEUE,
  REFUSING,
  START,
  afterCommit,
  entry,
  rule,
  running,
} from './running.ts';

let cloud: ReturnType<typeof running>;
afterEach(() => {
  cloud.close();
});

const start = (...options: Parameters<typeof running>): ReturnType<typeof running> =>
  (cloud = running(...options));

describe('an event', () => {
  test('reaches every target of every rule whose pattern it matches, and the log', () => {
    const { eventBridge, got, log } = start();
    eventBridge.declareRule(
      rule({
        targets: [
          { id: 'f', arn: FUNCTION },
          { id: 'q', arn: QUEUE },
        ],
      }),
    );
    eventBridge.declareRule(rule({ name: 'other', eventPattern: { source: ['aws.s3'] } }));
    eventBridge.declareRule(rule({ name: 'off', enabled: false }));

    const id = eventBridge.put({ ...entry(7), resources: ['arn:x'] });

    const envelope = {
      version: '0',
      id,
      'detail-type': 'Test',
      source: 'test',
      account: '000000000000',
      time: '2026-11-23T12:00:30Z',
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { n: 7 },
    };
    const by = 'arn:aws:events:us-east-1:000000000000:rule/watch';
    expect(got).toEqual([
      { target: FUNCTION, input: envelope, by },
      { target: QUEUE, input: envelope, by },
    ]);
    expect(log()).toEqual([{ ...envelope, busName: 'default' }]);
  });

  test('stays on its own bus', () => {
    const { eventBridge, got, log } = start();
    eventBridge.declareBus({
      name: 'inlet-local',
      arn: 'arn:aws:events:us-east-1:000000000000:event-bus/inlet-local',
    });
    eventBridge.declareRule(rule());
    eventBridge.declareRule(rule({ name: 'own', busName: 'inlet-local' }));
    eventBridge.put({ ...entry(), busName: 'inlet-local' });
    expect(got.map(({ by }) => by)).toEqual([expect.stringMatching(/rule\/own$/)]);
    expect(log().map(({ busName }) => busName)).toEqual(['inlet-local']);
    expect(() => eventBridge.put({ ...entry(), busName: 'nowhere' })).toThrow(
      'Event bus nowhere does not exist.',
    );
  });

  test('is gone, log and all, when the transaction it was put in is undone', async () => {
    const { eventBridge, database, log } = start();
    const heard: number[] = [];
    eventBridge.subscribe(0, (sequence) => heard.push(sequence));
    expect(() =>
      transaction(database, () => {
        eventBridge.put(entry());
        throw new Error('the object could not be stored');
      }),
    ).toThrow('could not be stored');
    await afterCommit();
    expect(log()).toEqual([]);
    expect(heard).toEqual([]);
  });

  test('is undone whole when a target fails for another reason than a refusal', () => {
    const { eventBridge, log } = start({
      invokeFunction: () => {
        throw new TypeError('a fault of the cloud itself');
      },
    });
    eventBridge.declareRule(rule());
    expect(() => eventBridge.put(entry())).toThrow('a fault of the cloud itself');
    expect(log()).toEqual([]);
  });
});

describe('a target that refuses', () => {
  test('does not stop the others, is recorded as lost and reported after the commit', async () => {
    const { eventBridge, got, reported } = start();
    eventBridge.declareRule(
      rule({
        targets: [
          { id: 'r', arn: REFUSING },
          { id: 'f', arn: FUNCTION },
        ],
      }),
    );
    const eventId = eventBridge.put(entry());
    expect(got.map(({ target }) => target)).toEqual([FUNCTION]);
    const failure = {
      time: new Date(START).toISOString(),
      rule: 'arn:aws:events:us-east-1:000000000000:rule/watch',
      target: REFUSING,
      eventId,
      errorCode: 'NO_PERMISSIONS',
      errorMessage: 'No permission of the function.',
    };
    expect(eventBridge.failedDeliveries()).toEqual([failure]);
    expect(reported).toEqual([]);
    await afterCommit();
    expect(reported).toEqual([failure]);
  });

  test('leaves the event to its dead-letter queue, with the reason as attributes', async () => {
    const { eventBridge, got, reported } = start();
    eventBridge.declareRule(rule({ targets: [{ id: 'r', arn: REFUSING, deadLetterArn: DEAD_LETTERS }] }));
    eventBridge.put(entry());
    expect(got).toEqual([
      expect.objectContaining({
        target: DEAD_LETTERS,
        input: expect.objectContaining({ detail: { n: 1 } }),
        attributes: {
          RULE_ARN: { DataType: 'String', StringValue: 'arn:aws:events:us-east-1:000000000000:rule/watch' },
          TARGET_ARN: { DataType: 'String', StringValue: REFUSING },
          ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
          ERROR_MESSAGE: { DataType: 'String', StringValue: 'No permission of the function.' },
        },
      }),
    ]);
    expect(eventBridge.failedDeliveries()).toEqual([]);
    await afterCommit();
    expect(reported).toEqual([expect.objectContaining({ deadLetterArn: DEAD_LETTERS })]);
  });

  test('is recorded with both reasons when the dead-letter queue refuses too', () => {
    const { eventBridge } = start({
      sendToQueue: () => {
        throw new AwsError('AccessDenied', 'No statement of the queue policy.', 403);
      },
    });
    eventBridge.declareRule(rule({ targets: [{ id: 'r', arn: REFUSING, deadLetterArn: DEAD_LETTERS }] }));
    eventBridge.put(entry());
    expect(eventBridge.failedDeliveries()).toEqual([
      expect.objectContaining({
        errorMessage:
          'No permission of the function. And the dead-letter queue refused it: No statement of the queue policy.',
      }),
    ]);
  });

  test('leaves nothing half done of what it had begun to write', () => {
    const { eventBridge, database, clock } = start({
      invokeFunction: () => {
        database.exec('INSERT INTO invocation VALUES (1)');
        throw new AwsError('AccessDeniedException', 'Refused after writing.', 403);
      },
    });
    database.exec('CREATE TABLE invocation (id INTEGER)');
    eventBridge.declareRule(rule());
    eventBridge.put(entry());
    expect(database.prepare('SELECT count(*) AS n FROM invocation').get()).toEqual({ n: 0 });
    expect(eventBridge.failedDeliveries()).toHaveLength(1);
    clock.stop();
  });
});

describe('the event log', () => {
  test('is followed from any sequence number: what is there, then what comes, in order, once', async () => {
    const { eventBridge } = start();
    for (let n = 1; n <= 1200; n++) eventBridge.put(entry(n));
    const heard: unknown[] = [];
    const end = eventBridge.subscribe(3, (sequence, { detail }) => heard.push([sequence, detail.n]));
    expect(heard).toEqual([]);
    await afterCommit();
    await afterCommit();
    eventBridge.put(entry(1201));
    await afterCommit();
    expect(heard).toEqual(Array.from({ length: 1199 }, (_, index) => [index + 3, index + 3]));
    end();
    eventBridge.put(entry(1202));
    await afterCommit();
    expect(heard).toHaveLength(1199);
    expect([...eventBridge.events(1201)].map(({ sequence }) => sequence)).toEqual([1201, 1202]);
  });

  test('is followed from now on where nothing earlier is wanted', async () => {
    const { eventBridge } = start();
    const heard: unknown[] = [];
    eventBridge.put(entry(1));
    eventBridge.subscribe(Infinity, (_sequence, { detail }) => heard.push(detail.n));
    eventBridge.put(entry(2));
    await afterCommit();
    expect(heard).toEqual([2]);
  });

  test('survives a new start, and sequence numbers go on', () => {
    const { eventBridge, folder, database, clock } = start();
    eventBridge.put(entry(1));
    clock.stop();
    database.close();
    const again = start({}, folder);
    again.eventBridge.put(entry(2));
    expect([...again.eventBridge.events()].map(({ sequence, event }) => [sequence, event.detail.n])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test('is empty after a reset, while who follows it goes on following', async () => {
    const { eventBridge, log } = start();
    const heard: unknown[] = [];
    eventBridge.subscribe(0, (_sequence, { detail }) => heard.push(detail.n));
    eventBridge.put(entry(1));
    await afterCommit();
    eventBridge.reset();
    expect(log()).toEqual([]);
    eventBridge.put(entry(2));
    await afterCommit();
    expect(heard).toEqual([1, 2]);
  });
});

describe('a scheduled rule', () => {
  const ticks = rule({ name: 'tick', scheduleExpression: 'rate(1 minute)' });

  test('sends the scheduled event every minute, from one minute after the start', async () => {
    const { eventBridge, clock, got, log } = start();
    eventBridge.declareRule(ticks);
    await clock.advance(120);
    expect(got).toEqual([]);
    eventBridge.start();
    await clock.advance(125);
    expect(got).toEqual(
      ['2026-11-23T12:03:30Z', '2026-11-23T12:04:30Z'].map((time) => ({
        target: FUNCTION,
        by: ticks.arn,
        input: {
          version: '0',
          id: expect.any(String),
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          account: '000000000000',
          time,
          region: 'us-east-1',
          resources: [ticks.arn],
          detail: {},
        },
      })),
    );
    expect(log()).toEqual([]);
  });

  test('runs in minutes that last a second where the stage says so, and gives the target its own input', async () => {
    const { eventBridge, clock, got } = start({ minuteMs: 1000 });
    eventBridge.declareRule({ ...ticks, targets: [{ id: 'f', arn: FUNCTION, input: '{"action":"poll"}' }] });
    eventBridge.start();
    await clock.advance(3);
    expect(got.map(({ input }) => input)).toEqual([
      { action: 'poll' },
      { action: 'poll' },
      { action: 'poll' },
    ]);
  });

  test('runs once a minute while the clock is advanced, and in short minutes again in the last one', async () => {
    const { eventBridge, clock, got } = start({ minuteMs: 1000 });
    eventBridge.declareRule(ticks);
    eventBridge.start();
    await clock.advance(3600);
    expect(got).toHaveLength(60 + 59);
    await clock.advance(1);
    expect(got).toHaveLength(60 + 59 + 1);
  });

  test('runs a cron expression at the calendar time of the cloud, however long a minute lasts', async () => {
    const { eventBridge, clock, got } = start({ minuteMs: 1000 });
    eventBridge.declareRule(rule({ name: 'noon', scheduleExpression: 'cron(5 12 * * ? *)' }));
    eventBridge.start();
    await clock.advance(269);
    expect(got).toHaveLength(0);
    await clock.advance(1);
    expect(got).toHaveLength(1);
    await clock.advance(24 * 3600);
    expect(got).toHaveLength(2);
  });

  test('does not make up for the ticks that fell due while the machine slept', async () => {
    let machine = START;
    const { createClock } = await import('../../../local/ground/clock.ts');
    const clock = createClock(0, () => machine);
    const { eventBridge, got } = start({ clock });
    eventBridge.declareRule(ticks);
    eventBridge.start();
    machine += 10 * 60_000 + 5000;
    await clock.advance(0);
    expect(got).toHaveLength(1);
    await clock.advance(60);
    expect(got).toHaveLength(2);
    clock.stop();
  });

  test('stops when it is declared anew as disabled', async () => {
    const { eventBridge, clock, got } = start();
    eventBridge.declareRule(ticks);
    eventBridge.start();
    eventBridge.declareRule({ ...ticks, enabled: false });
    await clock.advance(300);
    expect(got).toEqual([]);
  });
});

describe('a rule is refused at declaration', () => {
  test.each<[string, Parameters<typeof rule>[0], RegExp]>([
    [
      'with a misspelt operator',
      { eventPattern: { source: [{ prefx: 'x' }] } },
      /^Rule watch: Event pattern is not valid.*prefx/,
    ],
    [
      'with a bad schedule',
      { scheduleExpression: 'rate(1 minutes)' },
      /^Rule watch: Parameter ScheduleExpression/,
    ],
    [
      'with a schedule on its own bus',
      { scheduleExpression: 'rate(1 minute)', busName: 'own' },
      /only on the default event bus/,
    ],
    ['on a bus that is not there', { busName: 'nowhere' }, /Event bus nowhere does not exist/],
    [
      'with a target of another service',
      { targets: [{ id: 's', arn: 'arn:aws:kinesis:us-east-1:000000000000:topic' }] },
      /does not have targets like arn:aws:kinesis/,
    ],
    [
      'with six targets',
      { targets: Array.from({ length: 6 }, (_, n) => ({ id: `t${n}`, arn: QUEUE })) },
      /more than 5 targets/,
    ],
    [
      'with two targets of one id',
      {
        targets: [
          { id: 't', arn: QUEUE },
          { id: 't', arn: FUNCTION },
        ],
      },
      /two targets have one Id/,
    ],
    [
      'with input that is no JSON',
      { targets: [{ id: 't', arn: QUEUE, input: 'x' }] },
      /target t: Input must be JSON/,
    ],
  ])('%s', (_name, more, reason) => {
    const { eventBridge } = start();
    eventBridge.declareBus({ name: 'own', arn: 'arn:aws:events:us-east-1:000000000000:event-bus/own' });
    expect(() => {
      eventBridge.declareRule(rule(more));
    }).toThrow(reason);
  });

  test('with neither pattern nor schedule', () => {
    const { eventBridge } = start();
    const { eventPattern: _pattern, ...bare } = rule();
    expect(() => {
      eventBridge.declareRule(bare);
    }).toThrow('Parameter(s) EventPattern or ScheduleExpression must be specified');
  });
});
