import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CancelReplayCommand,
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DeleteEventBusCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  ListArchivesCommand,
  ListReplaysCommand,
  PutEventsCommand,
  StartReplayCommand,
  UpdateArchiveCommand,
} from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { clientSettings, serve } from '../../support/server.ts';
import { FUNCTION, QUEUE, START, rule, running } from './running.ts';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const ARCHIVE = 'arn:aws:events:us-east-1:000000000000:archive/kept';
const DAY = 86_400;

let ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended) await end();
  ended = [];
});

const audit = rule({ name: 'audit', targets: [{ id: 'queue', arn: QUEUE }] });
const declared = { name: 'kept', busName: 'default', retentionDays: 3, eventPattern: '{"source":["test"]}' };

/** A cloud with two rules for events of source `test`, and a client. */
async function start(how: { folder?: string; archives?: (typeof declared)[]; refused?: string } = {}) {
  const { refused } = how;
  const cloud = running(
    {
      authorize: (_caller, action, resource) => {
        if (`${action} ${resource}` === refused) throw new AwsError('AccessDenied', refused, 403);
      },
    },
    how.folder,
  );
  const { eventBridge, clock, got } = cloud;
  for (const archive of how.archives ?? []) eventBridge.declareArchive(archive);
  eventBridge.declareRule(rule());
  eventBridge.declareRule(audit);
  const lost = eventBridge.restore();
  eventBridge.start();
  const { url, close } = await serve(eventBridge.service, () => ACCOUNT);
  const client = new EventBridgeClient({ ...clientSettings(url), maxAttempts: 1 });
  ended.push(async () => {
    client.destroy();
    await close();
    cloud.close();
  });
  const create = (more: object = {}) =>
    client.send(new CreateArchiveCommand({ ArchiveName: 'kept', EventSourceArn: BUS, ...more }));
  const describeArchive = () => client.send(new DescribeArchiveCommand({ ArchiveName: 'kept' }));
  const publish = (n: number, Source = 'test', Time?: Date) =>
    client.send(
      new PutEventsCommand({
        Entries: [{ Source, DetailType: 'Test', Detail: JSON.stringify({ n }), ...(Time && { Time }) }],
      }),
    );
  const replay = (more: object = {}) =>
    client.send(
      new StartReplayCommand({
        ReplayName: 'again',
        EventSourceArn: ARCHIVE,
        EventStartTime: new Date(START - DAY * 1000),
        EventEndTime: new Date(START + DAY * 1000),
        Destination: { Arn: BUS },
        ...more,
      }),
    );
  const describeReplay = (ReplayName = 'again') => client.send(new DescribeReplayCommand({ ReplayName }));
  /** What targets got since this was asked last: the target's name, the number in the event, the replay. */
  const received = () =>
    got.splice(0).map(({ target, input }) => {
      const event = input as { detail: { n: number }; 'replay-name'?: string };
      return [target.split(':').at(-1), event.detail.n, event['replay-name']] as const;
    });
  /** Runs what is due now. */
  const settle = () => clock.advance(0);
  return {
    ...cloud,
    client,
    lost,
    create,
    describeArchive,
    publish,
    replay,
    describeReplay,
    received,
    settle,
  };
}

const failure = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );

describe('an archive', () => {
  test('keeps the events of its bus that match, from when it is made until it is deleted', async () => {
    const { create, describeArchive, publish, client } = await start();
    await publish(1);
    expect(await create({ Description: 'of mine', EventPattern: '{"source": ["test"]}' })).toMatchObject({
      ArchiveArn: ARCHIVE,
      State: 'ENABLED',
      CreationTime: new Date(START),
    });
    await publish(2);
    await publish(3, 'other');
    const { $metadata: _, ...described } = await describeArchive();
    expect(described).toEqual({
      ArchiveArn: ARCHIVE,
      ArchiveName: 'kept',
      EventSourceArn: BUS,
      Description: 'of mine',
      EventPattern: '{"source": ["test"]}',
      State: 'ENABLED',
      RetentionDays: 0,
      // test, Test, {"n":2}, 2026-11-23T12:00:30Z
      SizeBytes: 4 + 4 + 7 + 20,
      EventCount: 1,
      CreationTime: new Date(START),
    });
    await client.send(new DeleteArchiveCommand({ ArchiveName: 'kept' }));
    expect(await failure(describeArchive())).toBe('ResourceNotFoundException: Archive kept does not exist.');
    await create();
    expect(await describeArchive()).toMatchObject({ EventCount: 0 });
  });

  test('lets events go when they are RetentionDays old by the clock of the cloud', async () => {
    const { create, describeArchive, publish, clock, replay, received, client } = await start();
    await create({ RetentionDays: 2 });
    await publish(1);
    await clock.advance(1.5 * DAY);
    await publish(2);
    expect(await describeArchive()).toMatchObject({ EventCount: 2 });
    await clock.advance(DAY);
    expect(await describeArchive()).toMatchObject({ EventCount: 1 });
    received();
    await replay({ EventEndTime: new Date(START + 9 * DAY * 1000) });
    await clock.advance(0);
    expect(received()).toEqual([
      ['poll-jobs', 2, 'again'],
      ['arrivals', 2, 'again'],
    ]);
    await client.send(new UpdateArchiveCommand({ ArchiveName: 'kept', RetentionDays: 1 }));
    expect(await describeArchive()).toMatchObject({ EventCount: 1, RetentionDays: 1 });
    await clock.advance(DAY);
    expect(await describeArchive()).toMatchObject({ EventCount: 0, SizeBytes: 0 });
  });

  test('is changed in what an update says, and keeps the rest', async () => {
    const { create, describeArchive, client, clock } = await start();
    await create({ Description: 'first', RetentionDays: 4 });
    await clock.advance(60);
    expect(
      await client.send(new UpdateArchiveCommand({ ArchiveName: 'kept', EventPattern: '{"source":["a"]}' })),
    ).toMatchObject({ ArchiveArn: ARCHIVE, State: 'ENABLED', CreationTime: new Date(START + 60_000) });
    expect(await describeArchive()).toMatchObject({
      ...{ Description: 'first', RetentionDays: 4, EventPattern: '{"source":["a"]}' },
      CreationTime: new Date(START),
    });
  });

  test('is refused in the words of AWS', async () => {
    const { create, client } = await start({ refused: `events:CreateArchive ${ARCHIVE}-secret` });
    await create();
    const list = (input: object) => failure(client.send(new ListArchivesCommand(input)));
    const unknown = BUS.replace('default', 'nowhere');
    expect([
      await failure(create()),
      await failure(create({ ArchiveName: 'new', EventSourceArn: unknown })),
      await failure(create({ ArchiveName: 'new', EventSourceArn: 'default' })),
      await failure(create({ ArchiveName: 'a'.repeat(49) })),
      await failure(create({ ArchiveName: 'a/b' })),
      await failure(create({ ArchiveName: 'new', RetentionDays: -1 })),
      await failure(create({ ArchiveName: 'new', Description: 'd'.repeat(513) })),
      await failure(create({ ArchiveName: 'kept-secret' })),
      await failure(client.send(new UpdateArchiveCommand({ ArchiveName: 'none' }))),
      await failure(client.send(new DeleteArchiveCommand({ ArchiveName: 'none' }))),
      await list({ State: 'ENABLED', NamePrefix: 'k' }),
      await list({ State: 'ON' }),
      await list({ EventSourceArn: unknown }),
    ]).toEqual([
      'ResourceAlreadyExistsException: Archive kept already exists.',
      'ResourceNotFoundException: Event bus nowhere does not exist.',
      expect.stringContaining(
        "ValidationException: 1 validation error detected: Value 'default' at 'eventSourceArn'",
      ),
      expect.stringContaining(
        "at 'archiveName' failed to satisfy constraint: Member must have length less than or equal to 48",
      ),
      expect.stringContaining(
        "Value 'a/b' at 'archiveName' failed to satisfy constraint: Member must satisfy regular",
      ),
      expect.stringContaining("Value '-1' at 'retentionDays' failed to satisfy constraint"),
      expect.stringContaining("at 'description' failed to satisfy constraint: Member must have length"),
      expect.stringContaining('AccessDenied'),
      'ResourceNotFoundException: Archive none does not exist.',
      'ResourceNotFoundException: Archive none does not exist.',
      'ValidationException: At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
      expect.stringContaining(
        "Value 'ON' at 'state' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED,",
      ),
      'ResourceNotFoundException: Event bus nowhere does not exist.',
    ]);
    await expect(create({ ArchiveName: 'new', EventPattern: '{"source": "test"}' })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidEventPatternException' }),
    );
    await expect(create({ ArchiveName: 'new', KmsKeyIdentifier: 'key' })).rejects.toThrow(
      'KmsKeyIdentifier of CreateArchive',
    );
  });

  test('is listed by prefix, bus or state, in pages', async () => {
    const { create, client } = await start();
    const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'mine' }));
    for (const ArchiveName of ['b', 'ab', 'aa']) await create({ ArchiveName });
    await create({ ArchiveName: 'of-mine', EventSourceArn: EventBusArn });
    const names = async (input: object) => {
      const { Archives = [], NextToken } = await client.send(new ListArchivesCommand(input));
      return { names: Archives.map(({ ArchiveName }) => ArchiveName), NextToken };
    };
    expect((await names({})).names).toEqual(['aa', 'ab', 'b', 'of-mine']);
    expect((await names({ NamePrefix: 'a' })).names).toEqual(['aa', 'ab']);
    expect((await names({ EventSourceArn: EventBusArn })).names).toEqual(['of-mine']);
    expect((await names({ State: 'DISABLED' })).names).toEqual([]);
    const first = await names({ Limit: 3 });
    expect(first.names).toEqual(['aa', 'ab', 'b']);
    expect(await names({ Limit: 3, NextToken: first.NextToken })).toEqual({ names: ['of-mine'] });

    expect(await failure(client.send(new DeleteEventBusCommand({ Name: 'mine' })))).toContain('archives');
    await client.send(new DeleteArchiveCommand({ ArchiveName: 'of-mine' }));
    await client.send(new DeleteEventBusCommand({ Name: 'mine' }));
  });
});

describe('a replay', () => {
  test('sends what is between its times to all rules that match, with its name, and archives nothing again', async () => {
    const { create, publish, replay, received, settle, describeReplay, describeArchive, log } = await start();
    await create();
    const at = (seconds: number) => new Date(START + seconds * 1000);
    for (const n of [30, 0, 10, 20]) await publish(n, 'test', at(n));
    await publish(5, 'nobody', at(5));
    received();
    const ids = new Map(log().map(({ detail, id }) => [detail.n, id]));

    expect(await replay({ EventStartTime: at(0), EventEndTime: at(20) })).toMatchObject({
      ReplayArn: 'arn:aws:events:us-east-1:000000000000:replay/again',
      State: 'STARTING',
      ReplayStartTime: new Date(START),
    });
    await settle();
    expect(received()).toEqual([
      ['poll-jobs', 0, 'again'],
      ['arrivals', 0, 'again'],
      ['poll-jobs', 10, 'again'],
      ['arrivals', 10, 'again'],
    ]);
    const { $metadata: _, ...described } = await describeReplay();
    expect(described).toEqual({
      ReplayArn: 'arn:aws:events:us-east-1:000000000000:replay/again',
      ReplayName: 'again',
      Destination: { Arn: BUS },
      EventSourceArn: ARCHIVE,
      State: 'COMPLETED',
      EventStartTime: at(0),
      EventEndTime: at(20),
      EventLastReplayedTime: at(10),
      ReplayStartTime: new Date(START),
      ReplayEndTime: new Date(START),
    });
    expect(await describeArchive()).toMatchObject({ EventCount: 5 });
    const again = log().filter((event) => 'replay-name' in event);
    expect(again.map(({ id, detail }) => [detail.n, id])).toEqual([0, 5, 10].map((n) => [n, ids.get(n)]));
  });

  test('sends to no other rules than those that it names', async () => {
    const { create, publish, replay, received, settle, describeReplay } = await start();
    await create();
    await publish(1);
    received();
    await replay({ Destination: { Arn: BUS, FilterArns: [audit.arn] }, Description: 'for audit' });
    await settle();
    expect(received()).toEqual([['arrivals', 1, 'again']]);
    expect(await describeReplay()).toMatchObject({
      Description: 'for audit',
      Destination: { Arn: BUS, FilterArns: [audit.arn] },
    });
  });

  test('can be told from the first time by a rule', async () => {
    const { eventBridge, create, publish, replay, received, settle } = await start();
    eventBridge.declareRule(rule({ eventPattern: { 'replay-name': ['again'] } }));
    eventBridge.declareRule({ ...audit, eventPattern: { 'replay-name': [{ exists: false }] } });
    await create();
    await publish(1);
    await replay();
    await settle();
    expect(received()).toEqual([
      ['arrivals', 1, undefined],
      ['poll-jobs', 1, 'again'],
    ]);
  });

  test('is refused in the words of AWS', async () => {
    const { create, replay, client, describeReplay, settle } = await start();
    await create();
    const { EventBusArn = '' } = await client.send(new CreateEventBusCommand({ Name: 'mine' }));
    const next = { ReplayName: 'next' };
    await replay();
    expect([
      await failure(replay()),
      await failure(replay({ ...next, EventSourceArn: ARCHIVE.replace('kept', 'none') })),
      await failure(replay({ ...next, EventSourceArn: BUS })),
      await failure(replay({ ...next, Destination: { Arn: ARCHIVE } })),
      await failure(replay({ ...next, Destination: { Arn: BUS.replace('default', 'none') } })),
      await failure(replay({ ...next, Destination: { Arn: EventBusArn } })),
      await failure(replay({ ...next, Destination: { Arn: BUS, FilterArns: [FUNCTION] } })),
      await failure(replay({ ...next, EventEndTime: new Date(START - DAY * 1000) })),
      await failure(replay({ ReplayName: 'a'.repeat(65) })),
      await failure(describeReplay('none')),
      await failure(client.send(new ListReplaysCommand({ State: 'RUNNING', NamePrefix: 'a' }))),
    ]).toEqual([
      'ResourceAlreadyExistsException: Replay again already exists.',
      'ValidationException: Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
      'ValidationException: Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.',
      'ValidationException: Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.',
      'ResourceNotFoundException: Event bus none does not exist.',
      'ValidationException: Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
      `ValidationException: Parameter Destination.FilterArns is not valid. Reason: Rule ${FUNCTION} does not exist on EventBus default.`,
      'ValidationException: Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
      expect.stringContaining(
        "at 'replayName' failed to satisfy constraint: Member must have length less than or equal to 64",
      ),
      'ResourceNotFoundException: Replay none does not exist.',
      'ValidationException: At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.',
    ]);
    await settle();
    expect(await failure(client.send(new CancelReplayCommand({ ReplayName: 'again' })))).toBe(
      'IllegalStatusException: Replay again is not in a valid state for this operation.',
    );
  });

  test('is listed by its archive, its state or the beginning of its name', async () => {
    const { create, replay, client, settle } = await start();
    await create();
    await create({ ArchiveName: 'other' });
    await replay();
    await replay({ ReplayName: 'of-other', EventSourceArn: ARCHIVE.replace('kept', 'other') });
    await settle();
    const names = async (input: object) =>
      ((await client.send(new ListReplaysCommand(input))).Replays ?? []).map(({ ReplayName }) => ReplayName);
    expect([
      await names({}),
      await names({ EventSourceArn: ARCHIVE }),
      await names({ NamePrefix: 'of-' }),
      await names({ State: 'COMPLETED' }),
      await names({ State: 'FAILED' }),
    ]).toEqual([['again', 'of-other'], ['again'], ['of-other'], ['again', 'of-other'], []]);
  });
});

describe('an archive of the template', () => {
  test('is there from the start, can be replayed, and is not changed at runtime', async () => {
    const { client, publish, replay, received, settle, describeArchive, eventBridge } = await start({
      archives: [declared],
    });
    await publish(1);
    await publish(2, 'other');
    received();
    expect(await describeArchive()).toMatchObject({
      ...{ RetentionDays: 3, EventPattern: '{"source":["test"]}', EventCount: 1 },
    });
    await replay();
    await settle();
    expect(received()).toEqual([
      ['poll-jobs', 1, 'again'],
      ['arrivals', 1, 'again'],
    ]);
    const template = 'changes at runtime of archive kept, which the template declares';
    await expect(client.send(new DeleteArchiveCommand({ ArchiveName: 'kept' }))).rejects.toThrow(template);
    await expect(
      client.send(new UpdateArchiveCommand({ ArchiveName: 'kept', RetentionDays: 1 })),
    ).rejects.toThrow(template);
    eventBridge.reset();
    expect(await describeArchive()).toMatchObject({ EventCount: 0, RetentionDays: 3 });
  });

  test('keeps its events over a restart, and goes when the template has it no longer; those of callers stay', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'inlet-archives-'));
    const copy = (): string => {
      const to = mkdtempSync(join(tmpdir(), 'inlet-archives-'));
      cpSync(folder, to, { recursive: true });
      return to;
    };
    const first = await start({ folder, archives: [declared] });
    await first.create({ ArchiveName: 'mine' });
    await first.publish(1);

    const changed = await start({ folder: copy(), archives: [{ ...declared, retentionDays: 9 }] });
    expect(changed.lost).toEqual([]);
    expect(await changed.describeArchive()).toMatchObject({ EventCount: 1, RetentionDays: 9 });

    const without = await start({ folder: copy() });
    const { Archives = [] } = await without.client.send(new ListArchivesCommand({}));
    expect(Archives.map(({ ArchiveName, EventCount }) => [ArchiveName, EventCount])).toEqual([['mine', 1]]);
    await without.create();
    expect(await without.describeArchive()).toMatchObject({ EventCount: 0 });
  });
});
