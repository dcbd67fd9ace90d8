import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

const DAYS = 40;
const DAY_SECONDS = 86_400;
const LINE = '{"resourceType":"Patient","id":"p1"}\n';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.end());

type Row = Record<string, unknown>;

async function rows(prefix: string): Promise<Row[]> {
  const { Items = [] } = await world.ledger.client.send(
    new ScanCommand({ TableName: world.ledger.tableName }),
  );
  return (Items as Row[]).filter(({ pk }) => String(pk).startsWith(prefix));
}

/** What DynamoDB does some time after the second that a row's TTL attribute says. */
async function expire(): Promise<string[]> {
  const due = (await rows('')).filter(({ forgetAt }) => Number(forgetAt ?? Infinity) * 1000 <= world.now());
  for (const { pk, sk } of due)
    await world.ledger.client.send(new DeleteCommand({ TableName: world.ledger.tableName, Key: { pk, sk } }));
  return due.map(({ pk }) => String(pk).split('#')[0] ?? '').sort();
}

async function imported(key: string, body = LINE): Promise<void> {
  await world.record(await world.drop(key, body));
  world.later(120);
  await world.start();
  await world.jobsEnded();
  const told = world.sent.length;
  await world.poll();
  world.queueEnds(told);
  await world.summarize();
  // The next run settles what relied on the import.
  await world.start();
}

test('nothing is ever forgotten where the stage does not say so', async () => {
  await imported('Patient.ndjson');
  expect((await rows('')).filter((row) => 'forgetAt' in row)).toEqual([]);
});

test('what has ended is forgotten after the days that the stage says, and the same bytes are new work then', async () => {
  world.ledger.forgets = { afterDays: DAYS, now: world.now };
  await imported('Patient.ndjson');
  await world.record(await world.drop('notes.txt', 'no NDJSON'));

  world.later((DAYS - 1) * DAY_SECONDS);
  expect(await expire()).toEqual([]);
  await imported('Patient.ndjson');
  expect(world.jobs()).toHaveLength(1);

  world.later(2 * DAY_SECONDS);
  // The file's first write, the refused one, its import and job; the duplicate is younger.
  expect(await expire()).toEqual(['FILE', 'FILE', 'IMPORT', 'JOB']);
  await imported('Patient.ndjson');
  expect(world.jobs()).toHaveLength(2);
  expect(
    world
      .statusEvents()
      .map(({ status }) => status)
      .filter((status) => status === 'COMPLETED'),
  ).toHaveLength(2);
});

test('nothing is forgotten of what has not ended: a file that waits, an import without its job’s end, its job', async () => {
  world.ledger.forgets = { afterDays: DAYS, now: world.now };
  await world.record(await world.drop('waits/Patient.ndjson', LINE));
  await world.record(await world.drop('Patient.ndjson', LINE));
  expect((await rows('FILE#')).map(({ state, forgetAt }) => [state, forgetAt])).toEqual([
    ['pending', undefined],
    ['pending', undefined],
  ]);
  world.later(120);
  await world.start();
  const open = [...(await rows('IMPORT#')), ...(await rows('JOB#'))];
  expect(open.length).toBeGreaterThan(1);
  expect(open.filter((row) => 'forgetAt' in row)).toEqual([]);
});

test('an event that comes again within the days finds its file recorded, whatever became of it', async () => {
  world.ledger.forgets = { afterDays: DAYS, now: world.now };
  const message = await world.drop('Patient.ndjson', LINE);
  await world.record(message);
  world.later(120);
  await world.start();
  await world.jobsEnded();
  await world.poll();
  // SQS keeps a dead letter for 14 days.
  world.later(14 * DAY_SECONDS);
  await expire();
  await world.record(message);
  world.later(120);
  await world.start();
  expect(world.jobs()).toHaveLength(1);
});
