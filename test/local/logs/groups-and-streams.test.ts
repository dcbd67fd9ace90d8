import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  StartLiveTailCommand,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import type { Logs } from '../../../local/logs/create-logs.ts';
import { createLogs } from '../../../local/logs/create-logs.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { clientSettings, serve } from '../../support/server.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;
const GROUP = '/mine';

let time: number;
let denied: string;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: ReturnType<typeof openDatabase>;
let logs: Logs;
let server: Awaited<ReturnType<typeof serve>>;
let client: CloudWatchLogsClient;
const open = () => {
  database = openDatabase(folder.folder, 'cloud.sqlite');
  logs = createLogs({
    database,
    clock: { now: () => time },
    authorize(_caller, action) {
      if (action === denied) throw new AwsError('AccessDenied', `not ${action}`, 403);
    },
  });
  logs.declareFunction('declared');
};
beforeEach(async () => {
  time = NOW;
  denied = '';
  folder = await temporaryFolder();
  open();
  server = await serve(
    (...call) => logs.service(...call),
    () => ACCOUNT,
  );
  client = new CloudWatchLogsClient({
    ...clientSettings(server.url),
    maxAttempts: 1,
    disableHostPrefix: true,
  });
});
afterEach(async () => {
  client.destroy();
  await server.close();
  logs.close();
  database.close();
  await folder.remove();
});

const groups = async (input: object = {}) => {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand(input));
  return logGroups.map(({ logGroupName }) => logGroupName);
};
const streams = async (input: object = {}, logGroupName = GROUP) => {
  const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName, ...input }));
  return logStreams.map(({ logStreamName }) => logStreamName);
};
const make = async (...names: string[]) => {
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  for (const logStreamName of names)
    await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
};
const put = (logStreamName: string, ...events: [number, string][]) =>
  client.send(
    new PutLogEventsCommand({
      logGroupName: GROUP,
      logStreamName,
      logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
    }),
  );
const page = async (input: object = {}) => {
  const {
    events = [],
    nextForwardToken,
    nextBackwardToken,
  } = await client.send(new GetLogEventsCommand({ logGroupName: GROUP, logStreamName: 'a', ...input }));
  return { messages: events.map(({ message }) => message), nextForwardToken, nextBackwardToken };
};

describe('log groups', () => {
  test('are made, described and deleted with all that is in them, and outlast a restart', async () => {
    await make('a');
    await put('a', [NOW, 'one']);
    expect(await groups()).toEqual(['/aws/lambda/declared', GROUP]);
    expect(await groups({ logGroupNamePrefix: '/m' })).toEqual([GROUP]);
    expect(await groups({ logGroupNamePattern: 'lambda' })).toEqual(['/aws/lambda/declared']);
    logs.close();
    database.close();
    open();
    expect((await page()).messages).toEqual(['one']);
    await client.send(new DeleteLogGroupCommand({ logGroupName: GROUP }));
    expect(await groups()).toEqual(['/aws/lambda/declared']);
    await make('a');
    expect((await page()).messages).toEqual([]);
  });

  test('of functions are there by their first line; those of the template are not deleted', async () => {
    logs.write({ functionName: 'mine', logStreamName: 's', line: 'hello' });
    expect(await groups({ logGroupNamePrefix: '/aws/lambda/mine' })).toHaveLength(1);
    expect(await streams({}, '/aws/lambda/mine')).toEqual(['s']);
    await expect(
      client.send(new DeleteLogGroupCommand({ logGroupName: '/aws/lambda/declared' })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
    logs.reset();
    expect(await groups()).toEqual(['/aws/lambda/declared']);
  });
});

describe('log streams', () => {
  test('are described by name or by their last event, page by page, and deleted', async () => {
    await make('b', 'a', 'empty');
    await put('a', [NOW - 2000, 'x'], [NOW - 1000, 'y']);
    await put('b', [NOW - 3000, 'z']);
    expect(await streams()).toEqual(['a', 'b', 'empty']);
    expect(await streams({ logStreamNamePrefix: 'e' })).toEqual(['empty']);
    expect(await streams({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'b', 'empty']);
    const seen: (string | undefined)[] = [];
    for await (const { logStreams = [] } of paginateDescribeLogStreams(
      { client, pageSize: 2 },
      { logGroupName: GROUP },
    ))
      seen.push(...logStreams.map(({ logStreamName }) => logStreamName));
    expect(seen).toEqual(['a', 'b', 'empty']);
    const { logStreams } = await client.send(
      new DescribeLogStreamsCommand({ logGroupName: GROUP, limit: 1 }),
    );
    expect(logStreams).toMatchObject([
      {
        creationTime: NOW,
        firstEventTimestamp: NOW - 2000,
        lastEventTimestamp: NOW - 1000,
        lastIngestionTime: NOW,
      },
    ]);
    await client.send(new DeleteLogStreamCommand({ logGroupName: GROUP, logStreamName: 'a' }));
    expect(await streams()).toEqual(['b', 'empty']);
  });
});

describe('PutLogEvents', () => {
  test('keeps what is neither too old nor too new, and says which is', async () => {
    await make('a');
    const { rejectedLogEventsInfo } = await put(
      'a',
      [NOW - HOUR, 'kept'],
      [NOW + HOUR, 'kept, too'],
      [NOW + 3 * HOUR, 'too new'],
    );
    expect(rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 2 });
    const old = await put('a', [NOW - 15 * 24 * HOUR, 'too old']);
    expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    expect((await page()).messages).toEqual(['kept', 'kept, too']);
  });

  test.each<[string, string, [number, string][], string]>([
    [
      'an unordered batch',
      'a',
      [
        [NOW, 'x'],
        [NOW - 1, 'y'],
      ],
      'InvalidParameterException',
    ],
    [
      'a batch of two days',
      'a',
      [
        [NOW - 25 * HOUR, 'x'],
        [NOW, 'y'],
      ],
      'InvalidParameterException',
    ],
    ['an empty batch', 'a', [], 'InvalidParameterException'],
    ['a batch over 1 MB', 'a', [[NOW, 'x'.repeat(1_048_576)]], 'InvalidParameterException'],
    ['a stream that is not there', 'none', [[NOW, 'x']], 'ResourceNotFoundException'],
  ])('refuses %s', async (_what, stream, events, name) => {
    await make('a');
    await expect(put(stream, ...events)).rejects.toMatchObject({ name });
  });
});

describe('GetLogEvents', () => {
  test('pages from the end back, and from the beginning on, until a token leads nowhere', async () => {
    await make('a', 'b');
    await put('a', [NOW + 1, '1'], [NOW + 2, '2'], [NOW + 3, '3'], [NOW + 4, '4']);
    await put('b', [NOW + 2, 'of another stream']);
    const newest = await page({ limit: 2 });
    expect(newest.messages).toEqual(['3', '4']);
    const older = await page({ limit: 3, nextToken: newest.nextBackwardToken });
    expect(older.messages).toEqual(['1', '2']);
    const oldest = await page({ nextToken: older.nextBackwardToken });
    expect(oldest).toMatchObject({ messages: [], nextBackwardToken: older.nextBackwardToken });
    const first = await page({ limit: 3, startFromHead: true });
    expect(first.messages).toEqual(['1', '2', '3']);
    const second = await page({ nextToken: first.nextForwardToken });
    expect(second.messages).toEqual(['4']);
    const third = await page({ nextToken: second.nextForwardToken });
    expect(third).toMatchObject({ messages: [], nextForwardToken: second.nextForwardToken });
    expect((await page({ startTime: NOW + 2, endTime: NOW + 3 })).messages).toEqual(['2']);
  });

  test('FilterLogEvents finds the same events by streams, as `aws logs tail` asks', async () => {
    await make('a', 'b');
    await put('a', [NOW, 'of a']);
    await put('b', [NOW, 'of b']);
    const { events } = await client.send(
      new FilterLogEventsCommand({
        logGroupName: GROUP,
        logStreamNamePrefix: 'b',
        startTime: NOW - HOUR,
      }),
    );
    expect(events).toMatchObject([{ message: 'of b', timestamp: NOW, ingestionTime: NOW }]);
  });
});

describe('what is refused', () => {
  const create = (more: object) =>
    client.send(new CreateLogGroupCommand({ logGroupName: '/other', ...more }));

  test('a group or stream twice, names of another form, and what this cloud does not have', async () => {
    await make('a');
    await expect(create({ logGroupName: GROUP })).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    await expect(
      client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 'a' })),
    ).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    await expect(create({ logGroupName: 'a b' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(create({ kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/k' })).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    await expect(create({ logGroupClass: 'DELIVERY' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(page({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(
      client.send(new StartLiveTailCommand({ logGroupIdentifiers: [GROUP] })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  test.each([
    ['logs:CreateLogGroup', () => create({})],
    ['logs:DescribeLogGroups', () => groups()],
    ['logs:DescribeLogStreams', () => streams()],
    ['logs:PutLogEvents', () => put('a', [NOW, 'x'])],
    ['logs:GetLogEvents', () => page()],
    ['logs:DeleteLogGroup', () => client.send(new DeleteLogGroupCommand({ logGroupName: GROUP }))],
  ])('who may not %s', async (action, call) => {
    await make('a');
    denied = action;
    await expect(call()).rejects.toMatchObject({ name: 'AccessDeniedException', message: `not ${action}` });
  });
});
