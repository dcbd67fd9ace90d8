import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  RemovePermissionCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { Caller } from '../../../local/ground/principal.ts';
import { clientSettings, serve } from '../../support/server.ts';
import { FUNCTION, QUEUE, rule, running } from './running.ts';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/inlet-local';
const ROLE: Caller = { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/poll-jobs' };

let caller: Caller = ACCOUNT;
const cloud = running({
  authorize(by, action, resource) {
    if (by.kind === 'role' && resource !== BUS)
      throw new AwsError('AccessDenied', `${by.roleArn} may not ${action} on ${resource}`, 403);
  },
});
let server: Awaited<ReturnType<typeof serve>>;
let client: EventBridgeClient;

beforeAll(async () => {
  cloud.eventBridge.declareBus({ name: 'inlet-local', arn: BUS });
  cloud.eventBridge.declareRule(
    rule({ targets: [{ id: 'f', arn: FUNCTION, input: '{"a":1}', deadLetterArn: QUEUE }] }),
  );
  cloud.eventBridge.declareRule(rule({ name: 'tick', scheduleExpression: 'rate(1 minute)', enabled: false }));
  server = await serve(cloud.eventBridge.service, () => caller);
  client = new EventBridgeClient(clientSettings(server.url));
});

afterAll(async () => {
  client.destroy();
  await server.close();
  cloud.close();
});

const good: PutEventsRequestEntry = {
  Source: 'inlet',
  DetailType: 'Test',
  Detail: '{"n": 1}',
  EventBusName: 'inlet-local',
};
const put = (...entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries: entries }));

describe('PutEvents', () => {
  test('puts an event on the bus named by name or ARN, with its time and resources', async () => {
    const { Entries, FailedEntryCount } = await put(
      { ...good, Time: new Date('2026-01-02T03:04:05Z'), Resources: ['arn:r'] },
      { ...good, EventBusName: BUS },
    );
    expect(FailedEntryCount).toBe(0);
    const [first, second] = cloud.log().slice(-2);
    expect([first?.id, second?.id]).toEqual(Entries?.map(({ EventId }) => EventId));
    expect(first).toMatchObject({
      busName: 'inlet-local',
      time: '2026-01-02T03:04:05Z',
      resources: ['arn:r'],
      detail: { n: 1 },
    });
  });

  test.each<[string, PutEventsRequestEntry, string, string]>([
    [
      'no source',
      { ...good, Source: undefined },
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    ],
    [
      'no detail type',
      { ...good, DetailType: '' },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    ],
    [
      'no detail',
      { ...good, Detail: undefined },
      'InvalidArgument',
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
    ],
    ['detail that is no JSON', { ...good, Detail: '{' }, 'MalformedDetail', 'Detail is malformed.'],
    ['detail that is no object', { ...good, Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
    [
      'detail that nests too deep',
      { ...good, Detail: `${'{"a":'.repeat(1001)}1${'}'.repeat(1001)}` },
      'MalformedDetail',
      'Detail is malformed.',
    ],
    [
      'a long detail type',
      { ...good, DetailType: 'x'.repeat(129) },
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType must have length less than or equal to 128.',
    ],
    [
      'a time that is none',
      { ...good, Time: 1e15 as never },
      'InvalidArgument',
      'Parameter Time is not valid. Reason: Time is no point in time.',
    ],
    [
      'a source of AWS',
      { ...good, Source: 'aws.s3' },
      'NotAuthorizedForSourceException',
      'Not authorized for the source.',
    ],
    [
      'a bus that is not there',
      { ...good, EventBusName: 'inlet-lokal' },
      'ResourceNotFoundException',
      'Event bus inlet-lokal does not exist.',
    ],
  ])('refuses an entry with %s and puts the others', async (_name, bad, code, message) => {
    const before = cloud.log().length;
    const answer = await put(good, bad, good);
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries).toEqual([
      { EventId: expect.any(String) },
      { ErrorCode: code, ErrorMessage: message },
      { EventId: expect.any(String) },
    ]);
    expect(cloud.log()).toHaveLength(before + 2);
  });

  test('refuses a request without entries, and with more than ten', async () => {
    await expect(put()).rejects.toThrow(/failed to satisfy constraint/);
    await expect(put(...Array.from({ length: 11 }, () => good))).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    );
    await expect(put(...Array.from({ length: 10 }, () => good))).resolves.toMatchObject({
      FailedEntryCount: 0,
    });
  });

  test('counts the bytes of a request as documented: 1 MiB passes, one more does not', async () => {
    const room =
      1024 * 1024 - 14 - 'inlet'.length - 'Test'.length - Buffer.byteLength('é') - '{"x":""}'.length;
    const entry = (length: number) => ({
      ...good,
      Time: new Date(),
      Resources: ['é'],
      Detail: `{"x":"${'x'.repeat(length)}"}`,
    });
    await expect(put(entry(room))).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put(entry(room + 1))).rejects.toThrow(
      'Total size of the entries in the request is over the limit.',
    );
  });

  test('refuses a role that may not put on one of the buses, and puts nothing', async () => {
    caller = ROLE;
    const before = cloud.log().length;
    await expect(put(good)).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put(good, { ...good, EventBusName: 'default' })).rejects.toThrow(
      expect.objectContaining({
        name: 'AccessDeniedException',
        message: expect.stringContaining('events:PutEvents'),
      }),
    );
    expect(cloud.log()).toHaveLength(before + 1);
    caller = ACCOUNT;
  });
});

describe('the reading side of EventBridge', () => {
  test('shows buses, rules and targets as they were declared', async () => {
    await expect(client.send(new ListEventBusesCommand({}))).resolves.toMatchObject({
      EventBuses: [{ Name: 'default' }, { Name: 'inlet-local', Arn: BUS }],
    });
    const { Rules } = await client.send(new ListRulesCommand({ NamePrefix: 'ti' }));
    expect(Rules).toMatchObject([{ Name: 'tick', State: 'DISABLED', ScheduleExpression: 'rate(1 minute)' }]);
    await expect(client.send(new DescribeRuleCommand({ Name: 'watch' }))).resolves.toMatchObject({
      EventPattern: '{"source":["test"]}',
      State: 'ENABLED',
    });
    await expect(client.send(new ListTargetsByRuleCommand({ Rule: 'watch' }))).resolves.toMatchObject({
      Targets: [{ Id: 'f', Arn: FUNCTION, Input: '{"a":1}', DeadLetterConfig: { Arn: QUEUE } }],
    });
    await expect(client.send(new DescribeRuleCommand({ Name: 'gone' }))).rejects.toThrow(
      'Rule gone does not exist on EventBus default.',
    );
  });

  test('tests a pattern against an event', async () => {
    const Event = JSON.stringify({
      id: '1',
      account: '0',
      source: 'a',
      time: 't',
      region: 'r',
      resources: [],
      'detail-type': 'd',
    });
    const ask = (EventPattern: string) => client.send(new TestEventPatternCommand({ EventPattern, Event }));
    await expect(ask('{"source":[{"prefix":"a"}]}')).resolves.toMatchObject({ Result: true });
    await expect(ask('{"source":["b"]}')).resolves.toMatchObject({ Result: false });
    await expect(ask('{"source":"b"}')).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidEventPatternException' }),
    );
  });

  test('tests a pattern against an event that has only what AWS asks for', async () => {
    const least = { id: '1', account: '0', source: 'a', time: 't', region: 'r', 'detail-type': 'd' };
    const ask = (event: unknown) =>
      client.send(
        new TestEventPatternCommand({ EventPattern: '{"source":["a"]}', Event: JSON.stringify(event) }),
      );
    await expect(ask(least)).resolves.toMatchObject({ Result: true });
    for (const member of Object.keys(least))
      await expect(ask({ ...least, [member]: undefined })).rejects.toThrow(
        `Parameter Event is not valid. Reason: ${member} is missing.`,
      );
    await expect(ask('text')).rejects.toThrow('Parameter Event is not valid.');
  });

  test('answers what it does not have with 501', async () => {
    await expect(client.send(new RemovePermissionCommand({ EventBusName: 'inlet-local' }))).rejects.toThrow(
      expect.objectContaining({
        name: 'NotImplemented',
        message: expect.stringContaining('RemovePermission of Amazon EventBridge'),
      }),
    );
  });

  test('refuses a member of the wrong type', async () => {
    const answer = await fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
      body: '{"Entries": [{"Source": 1}]}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      __type: 'SerializationException',
      message: 'Source must be a string.',
    });
  });
});
