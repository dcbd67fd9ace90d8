import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import type { PutRuleCommandInput, Target } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { Caller } from '../../../local/ground/principal.ts';
import { clientSettings, serve } from '../../support/server.ts';
import { DEAD_LETTERS, FUNCTION, QUEUE, entry, rule, running } from './running.ts';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/inlet-local';
const ROLE: Caller = { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/poll-jobs' };
const OF_TARGET = 'arn:aws:iam::000000000000:role/of-target';
const ofTest = JSON.stringify({ source: ['test'] });
const toQueue: Target = { Id: 'queue', Arn: QUEUE };

let ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended) await end();
  ended = [];
});

/** A cloud with the template's rule `watch`, a bus, and a client. */
async function start(caller: Caller = ACCOUNT, options: Parameters<typeof running>[0] = {}, folder?: string) {
  const cloud = running(
    {
      authorize(by, action, resource) {
        if (by.kind === 'role') throw new AwsError('AccessDenied', `may not ${action} on ${resource}`, 403);
      },
      ...options,
    },
    folder,
  );
  const { eventBridge } = cloud;
  eventBridge.declareBus({ name: 'inlet-local', arn: BUS });
  eventBridge.declareRule(rule());
  const lost = eventBridge.restore();
  const { url, close } = await serve(eventBridge.service, () => caller);
  const client = new EventBridgeClient({ ...clientSettings(url), maxAttempts: 1 });
  const stop = async () => {
    client.destroy();
    await close();
    cloud.clock.stop();
    cloud.database.close();
  };
  const end = async () => {
    client.destroy();
    await close();
    cloud.close();
  };
  ended.push(end);
  const putRule = (more: Partial<PutRuleCommandInput> = {}) =>
    client.send(
      new PutRuleCommand({ Name: 'mine', EventBusName: 'inlet-local', EventPattern: ofTest, ...more }),
    );
  const putTargets = (...Targets: Target[]) =>
    client.send(new PutTargetsCommand({ Rule: 'mine', EventBusName: 'inlet-local', Targets }));
  const put = (n: number) => eventBridge.put({ ...entry(n), busName: 'inlet-local' });
  /** The next start of the cloud, on the same folder. */
  const again = async () => {
    await stop();
    ended = ended.filter((known) => known !== end);
    return start(caller, options, cloud.folder);
  };
  return { ...cloud, client, lost, putRule, putTargets, put, again };
}

const mine = { Name: 'mine', EventBusName: 'inlet-local' };

describe('a rule made at runtime', () => {
  test('sends the events that its pattern matches to its targets, until they are removed', async () => {
    const { client, putRule, putTargets, put, got } = await start();
    const { RuleArn } = await putRule();
    expect(RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/inlet-local/mine');
    put(1);
    expect(got).toEqual([]);
    expect(await putTargets(toQueue, { Id: 'function', Arn: FUNCTION, InputPath: '$.detail' })).toMatchObject(
      {
        FailedEntryCount: 0,
        FailedEntries: [],
      },
    );
    put(2);
    expect(got).toEqual([
      { target: QUEUE, by: RuleArn, input: expect.objectContaining({ detail: { n: 2 } }) },
      { target: FUNCTION, by: RuleArn, input: { n: 2 } },
    ]);
    await client.send(
      new RemoveTargetsCommand({ Rule: 'mine', EventBusName: BUS, Ids: ['queue', 'no one'] }),
    );
    put(3);
    expect(got.slice(2).map(({ target }) => target)).toEqual([FUNCTION]);
  });

  test('calls a target in the name of its role, after a restart, too', async () => {
    const asked: unknown[] = [];
    const first = await start(ACCOUNT, {
      mayAssume: (...asking) => asked.push(asking) > 0,
    });
    await first.putRule();
    await first.putTargets({ ...toQueue, RoleArn: OF_TARGET }, { Id: 'function', Arn: FUNCTION });
    expect(asked).toEqual([
      [
        OF_TARGET,
        'events.amazonaws.com',
        {
          'aws:SourceAccount': '000000000000',
          'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/inlet-local/mine',
        },
      ],
    ]);
    const { client, put, got } = await first.again();
    expect((await client.send(new ListTargetsByRuleCommand({ ...mine, Rule: 'mine' }))).Targets?.[0]).toEqual(
      {
        ...toQueue,
        RoleArn: OF_TARGET,
      },
    );
    put(1);
    expect(got.map(({ by }) => by)).toEqual([OF_TARGET, expect.stringContaining('rule/inlet-local/mine')]);
  });

  test('is described as it was made, and keeps its targets when it is put anew', async () => {
    const { client, putRule, putTargets } = await start();
    const target: Target = {
      Id: 'queue',
      Arn: QUEUE,
      InputTransformer: { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"n":<n>}' },
      DeadLetterConfig: { Arn: DEAD_LETTERS },
      RetryPolicy: { MaximumRetryAttempts: 3 },
    };
    await putRule({ Description: 'what failed' });
    await putTargets(target);
    await putRule({ State: 'DISABLED' });
    const described = await client.send(new DescribeRuleCommand(mine));
    expect(described).toMatchObject({ State: 'DISABLED', EventPattern: ofTest });
    expect(described.Description).toBeUndefined();
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ ...mine, Rule: 'mine' }));
    expect(Targets).toEqual([target]);
  });

  test('is still there after a new start, with its targets; a reset forgets it', async () => {
    const first = await start();
    await first.putRule();
    await first.putTargets(toQueue);
    const second = await first.again();
    expect(second.lost).toEqual([]);
    second.put(1);
    expect(second.got).toHaveLength(1);
    second.eventBridge.reset();
    second.put(2);
    expect(second.got).toHaveLength(1);
    const third = await second.again();
    third.put(3);
    expect(third.got).toEqual([]);
  });

  test('runs by a schedule, whose minute goes on when a target is put', async () => {
    const { eventBridge, client, clock, got } = await start();
    eventBridge.start();
    const tick = { Name: 'tick', ScheduleExpression: 'rate(1 minute)' };
    await client.send(new PutRuleCommand(tick));
    await clock.advance(40);
    await client.send(new PutTargetsCommand({ Rule: 'tick', Targets: [toQueue] }));
    await clock.advance(30);
    expect(got).toMatchObject([{ target: QUEUE, input: { 'detail-type': 'Scheduled Event' } }]);
    await client.send(new DisableRuleCommand({ Name: 'tick' }));
    await clock.advance(120);
    expect(got).toHaveLength(1);
    await client.send(new EnableRuleCommand({ Name: 'tick' }));
    await clock.advance(61);
    expect(got).toHaveLength(2);
    await client.send(new RemoveTargetsCommand({ Rule: 'tick', Ids: ['queue'] }));
    await client.send(new DeleteRuleCommand({ Name: 'tick' }));
    await client.send(new PutRuleCommand({ ...tick, State: 'DISABLED' }));
    await clock.advance(180);
    expect(got).toHaveLength(2);
  });

  test('of the template can be switched off and on, and is as it was after a reset', async () => {
    const { client, eventBridge } = await start();
    const state = async () => (await client.send(new DescribeRuleCommand({ Name: 'watch' }))).State;
    const before = await state();
    await client.send(new DisableRuleCommand({ Name: 'watch' }));
    expect(await state()).toBe('DISABLED');
    eventBridge.reset();
    expect(await state()).toBe(before);
  });

  test('is deleted only without targets; to delete it again succeeds', async () => {
    const { client, putRule, putTargets } = await start();
    await putRule();
    await putTargets(toQueue);
    await expect(client.send(new DeleteRuleCommand(mine))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('has targets'),
    });
    await client.send(
      new RemoveTargetsCommand({ Rule: 'mine', EventBusName: 'inlet-local', Ids: ['queue'] }),
    );
    await client.send(new DeleteRuleCommand(mine));
    await client.send(new DeleteRuleCommand(mine));
    await expect(client.send(new DescribeRuleCommand(mine))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('gives way to one that the template declares under its name', async () => {
    const first = await start();
    await first.client.send(new PutRuleCommand({ Name: 'later', EventPattern: ofTest }));
    await first.client.send(new PutTargetsCommand({ Rule: 'later', Targets: [toQueue] }));
    const second = await first.again();
    second.eventBridge.declareRule(rule({ name: 'later' }));
    expect(second.eventBridge.restore()).toEqual([]);
    second.eventBridge.put(entry(1));
    expect(second.got.map(({ target }) => target)).not.toContain(QUEUE);
  });
});

describe('what is refused', () => {
  test.each<[string, string, Partial<PutRuleCommandInput>]>([
    ['a pattern that is none', 'InvalidEventPatternException', { EventPattern: '{"source":"test"}' }],
    ['a schedule on another bus', 'ValidationException', { ScheduleExpression: 'rate(1 minute)' }],
    ['neither pattern nor schedule', 'ValidationException', { EventPattern: undefined }],
    ['a name that is none', 'ValidationException', { Name: 'a b' }],
    ['a bus that is not there', 'ResourceNotFoundException', { EventBusName: 'gone' }],
    ['a role of the rule', 'NotImplemented', { RoleArn: 'arn:aws:iam::000000000000:role/r' }],
    ['tags', 'NotImplemented', { Tags: [{ Key: 'a', Value: 'b' }] }],
    ['a rule of the template', 'NotImplemented', { Name: 'watch', EventBusName: 'default' }],
  ])('PutRule: %s is %s', async (_what, name, more) => {
    const { putRule } = await start();
    await expect(putRule(more)).rejects.toMatchObject({ name });
  });

  test.each<[string, string, Target]>([
    ['an ARN that is none', 'ValidationException', { Id: 'a', Arn: 'queue' }],
    [
      'a service that no event goes to here',
      'NotImplemented',
      { Id: 'a', Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' },
    ],
    ['a service of no name of ours', 'NotImplemented', { Id: 'a', Arn: 'arn:aws:constructor:us-east-1::x' }],
    ['two inputs', 'ValidationException', { ...toQueue, Input: '{}', InputPath: '$.detail' }],
    ['what only FIFO queues have', 'NotImplemented', { ...toQueue, SqsParameters: { MessageGroupId: 'g' } }],
  ])('PutTargets: %s is %s, and nothing is changed', async (_what, name, target) => {
    const { client, putRule, putTargets } = await start();
    await putRule();
    await expect(putTargets({ Id: 'good', Arn: QUEUE }, target)).rejects.toMatchObject({ name });
    expect((await client.send(new ListTargetsByRuleCommand({ ...mine, Rule: 'mine' }))).Targets).toEqual([]);
  });

  test.each<[string, string, string, object]>([
    [
      'that does not trust EventBridge, or is not there',
      OF_TARGET,
      `Provided role '${OF_TARGET}' cannot be assumed by principal 'events.amazonaws.com'.`,
      { mayAssume: () => false },
    ],
    [
      'that the caller may not hand on',
      OF_TARGET,
      'iam:PassRole',
      {
        mayAssume: () => true,
        authorize: (_caller: unknown, action: string) => {
          if (action === 'iam:PassRole') throw new AwsError('AccessDenied', action, 403);
        },
      },
    ],
    ['that is none', 'me', 'RoleArn must be the ARN of a role', { mayAssume: () => true }],
  ])('PutTargets: a role %s, and nothing is changed', async (_what, RoleArn, text, options) => {
    const { client, putRule, putTargets } = await start(ACCOUNT, options);
    await putRule();
    await expect(putTargets({ ...toQueue, RoleArn })).rejects.toThrow(text);
    expect((await client.send(new ListTargetsByRuleCommand({ ...mine, Rule: 'mine' }))).Targets).toEqual([]);
  });

  test('a sixth target, and targets of a rule that is not there', async () => {
    const { putRule, putTargets } = await start();
    await expect(putTargets(toQueue)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await putRule();
    const six = Array.from({ length: 6 }, (_, n) => ({ Id: String(n), Arn: QUEUE }));
    await expect(putTargets(...six)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });

  test('what a role may not do', async () => {
    const { putRule } = await start(ROLE);
    await expect(putRule()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'events:PutRule on arn:aws:events:us-east-1:000000000000:rule/inlet-local/mine',
      ),
    });
  });
});
