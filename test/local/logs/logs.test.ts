import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import type { Logs } from '../../../local/logs/create-logs.ts';
import { createLogs } from '../../../local/logs/create-logs.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { clientSettings, serve } from '../../support/server.ts';

const GROUP = '/aws/lambda/one';
let time = 1000;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let database: ReturnType<typeof openDatabase>;
let logs: Logs;
let server: Awaited<ReturnType<typeof serve>>;
let client: CloudWatchLogsClient;
const asked: string[] = [];
const open = () => {
  database = openDatabase(folder.folder, 'cloud.sqlite');
  const authorize = (_caller: unknown, action: string, resource: string) =>
    void asked.push(`${action} ${resource}`);
  logs = createLogs({ database, clock: { now: () => time }, authorize });
  for (const name of ['one', 'two']) logs.declareFunction(name);
};
beforeAll(async () => {
  folder = await temporaryFolder();
  open();
  server = await serve(
    (...call) => logs.service(...call),
    () => ACCOUNT,
  );
  client = new CloudWatchLogsClient({ ...clientSettings(server.url), maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  logs.close();
  database.close();
  await folder.remove();
});

const write = (functionName: string, at: number, ...lines: string[]) => {
  time = at;
  for (const line of lines) logs.write({ functionName, logStreamName: 'stream', line });
};
const found = async (input: object) => {
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));
  return events.map(({ message }) => message);
};

describe('FilterLogEvents', () => {
  test('answers a group’s events that match, by their times, as soon as they are written', async () => {
    write('one', 3000, 'third x');
    write('one', 1000, 'first x', 'second');
    write('two', 1000, 'another group’s x');
    expect(await found({})).toEqual(['first x', 'second', 'third x']);
    expect(await found({ filterPattern: '"x"' })).toEqual(['first x', 'third x']);
    expect(await found({ startTime: 1001, endTime: 3000 })).toEqual(['third x']);
    expect(
      await found({
        logGroupName: undefined,
        logGroupIdentifier: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}`,
      }),
    ).toHaveLength(3);
    const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: GROUP, limit: 1 }));
    expect(events).toMatchObject([
      { logStreamName: 'stream', timestamp: 1000, eventId: expect.stringMatching(/^\d{56}$/) },
    ]);
  });

  test('goes through pages, though lines are written meanwhile', async () => {
    const seen: (string | undefined)[] = [];
    for await (const { events = [] } of paginateFilterLogEvents(
      { client, pageSize: 1 },
      { logGroupName: GROUP, filterPattern: '"x"' },
    )) {
      seen.push(...events.map(({ message }) => message));
      if (seen.length === 1) write('one', 500, 'older x');
    }
    expect(seen).toEqual(['first x', 'third x']);
  });

  test('asks for one permission, on the group', async () => {
    asked.length = 0;
    await found({});
    expect(asked).toEqual([`logs:FilterLogEvents arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*`]);
  });

  test.each([
    [{ logGroupName: '/aws/lambda/none' }, 'ResourceNotFoundException'],
    [{ filterPattern: 'x'.repeat(1025) }, 'InvalidParameterException'],
    [{ limit: 10_001 }, 'InvalidParameterException'],
    [{ nextToken: 'x' }, 'InvalidParameterException'],
    [{ logGroupIdentifier: GROUP }, 'InvalidParameterException'],
    [{ filterPattern: '{ $.x = 1 }' }, 'NotImplemented'],
    [{ unmask: true }, 'NotImplemented'],
    [{ logStreamNamePrefix: 's', logStreamNames: ['s'] }, 'InvalidParameterException'],
  ])('%j is refused: %s', async (input, name) => {
    await expect(found(input)).rejects.toMatchObject({ name });
  });

  test('has the lines of an earlier run of the cloud; a reset forgets them', async () => {
    write('one', 4000, 'written just before the end');
    logs.close();
    database.close();
    open();
    expect(await found({ startTime: 4000 })).toEqual(['written just before the end']);
    logs.reset();
    expect(await found({})).toEqual([]);
  });

  test('reads the lines of a cloud of an earlier version, which kept no time of ingestion', async () => {
    logs.close();
    database.exec('ALTER TABLE log_lines DROP COLUMN ingested');
    database.exec(
      `INSERT INTO log_lines (log_group, stream, time, message) VALUES ('${GROUP}', 's', 5000, 'old')`,
    );
    database.close();
    open();
    expect(await found({ startTime: 5000 })).toEqual(['old']);
    logs.reset();
  });

  test('knows nothing of what is in no log stream', async () => {
    logs.write({ functionName: 'one', line: 'said of the function' });
    expect(await found({})).toEqual([]);
  });
});

test('that lines cannot be written is told once, and ends nothing', async () => {
  const troubles: unknown[] = [];
  const broken = openDatabase(folder.folder, 'broken.sqlite');
  const other = createLogs({
    database: broken,
    clock: { now: () => 1 },
    authorize: () => undefined,
    onTrouble: (error) => troubles.push(error),
  });
  broken.exec('DROP TABLE log_lines');
  other.write({ functionName: 'one', logStreamName: 's', line: 'lost' });
  await new Promise((resolve) => setImmediate(resolve));
  other.write({ functionName: 'one', logStreamName: 's', line: 'lost, too' });
  other.close();
  broken.close();
  expect(troubles).toHaveLength(1);
});
