import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clientSettings, serve } from '../../support/server.ts';
import { entry, FUNCTION, QUEUE, rule, running } from './running.ts';

const BOTH = [
  { id: 'queue', arn: QUEUE },
  { id: 'function', arn: FUNCTION },
];

let cloud: ReturnType<typeof running>;
beforeEach(() => {
  cloud = running();
  cloud.eventBridge.declareRule(rule({ targets: BOTH }));
});
afterEach(() => {
  cloud.close();
});

const ask = (change: Record<string, unknown>): void => {
  cloud.eventBridge.faults.read(change)();
};
/** What a target got, by the number in the event. */
const gotBy = (target: string): unknown[] =>
  cloud.got
    .filter((got) => got.target === target)
    .map(({ input }) => (input as { detail: { n: unknown } }).detail.n);
const putThree = (): void => {
  for (const n of [1, 2, 3]) cloud.eventBridge.put(entry(n));
};

describe('an event', () => {
  test('is lost on its way to one target, as often as asked for; it was on its bus, and nobody is told', () => {
    ask({ lose: [{ source: 'test', target: 'arrivals', times: 2 }] });
    putThree();
    expect(gotBy(QUEUE)).toEqual([3]);
    expect(gotBy(FUNCTION)).toEqual([1, 2, 3]);
    expect(cloud.log()).toHaveLength(3);
    expect(cloud.eventBridge.failedDeliveries()).toEqual([]);
  });

  test('comes twice to its target, with the same id', () => {
    ask({ double: [{ detailType: 'Test', target: 'poll-jobs' }] });
    putThree();
    expect(gotBy(QUEUE)).toEqual([1, 2, 3]);
    expect(gotBy(FUNCTION)).toEqual([1, 1, 2, 3]);
    const ids = cloud.got.filter(({ target }) => target === FUNCTION).map(({ input }) => input as object);
    expect(ids[0]).toEqual(ids[1]);
  });

  test('of another source or type is left alone; without a choice every delivery counts', () => {
    ask({ lose: [{ source: 'other' }, { source: 'test', detailType: 'Other' }] });
    putThree();
    expect(cloud.got).toHaveLength(6);
    ask({ lose: [{ times: 3 }] });
    putThree();
    expect(cloud.got).toHaveLength(9);
    expect(cloud.eventBridge.faults.show()).toEqual({ lose: [], double: [], failEntries: [] });
  });

  test("of a schedule can be lost: the next tick does its target's work", async () => {
    cloud.eventBridge.declareRule(
      rule({
        name: 'tick',
        scheduleExpression: 'rate(1 minute)',
        targets: [{ id: 'f', arn: FUNCTION }],
      }),
    );
    ask({ lose: [{ source: 'aws.events', target: 'poll-jobs' }] });
    cloud.eventBridge.start();
    await cloud.clock.advance(60);
    expect(cloud.got).toEqual([]);
    await cloud.clock.advance(60);
    expect(cloud.got).toMatchObject([{ target: FUNCTION }]);
  });

  test('comes once again after a reset', () => {
    ask({ lose: [{ times: 9 }] });
    cloud.eventBridge.reset();
    putThree();
    expect(cloud.got).toHaveLength(6);
  });
});

test('PutEvents fails for the chosen entries of the next calls, and puts the others', async () => {
  const server = await serve(cloud.eventBridge.service);
  const client = new EventBridgeClient(clientSettings(server.url));
  const put = async (...sources: string[]) => {
    const entries = sources.map((Source) => ({ Source, DetailType: 'Test', Detail: '{"n":1}' }));
    const { FailedEntryCount, Entries = [] } = await client.send(new PutEventsCommand({ Entries: entries }));
    const failed = Entries.flatMap(({ ErrorCode }, index) =>
      ErrorCode === 'InternalFailure' ? [index] : [],
    );
    expect(FailedEntryCount).toBe(failed.length);
    return failed;
  };
  ask({ failEntries: [{ source: 'test', entries: [0, 2], times: 2 }, { source: 'mine' }] });
  expect(await put('other', 'test')).toEqual([]);
  expect(await put('test', 'test', 'test')).toEqual([0, 2]);
  expect(await put('other', 'test', 'test')).toEqual([2]);
  expect(await put('test', 'mine', 'mine')).toEqual([1, 2]);
  expect(await put('test', 'mine', 'mine')).toEqual([]);
  expect(cloud.log().filter(({ source }) => source === 'test')).toHaveLength(5);
  client.destroy();
  await server.close();
});

test.each([
  [{ lose: [{ target: 'nobody' }] }, 'There is no target "nobody". There are arrivals, poll-jobs.'],
  [{ lose: [{ times: -1 }] }, 'events.lose takes times as a whole number from 1, as in [{"source":'],
  [{ double: [{ 'detail-type': 'Test' }] }, 'events.double takes source, detailType, target, times, not'],
  [{ double: [{ source: '' }] }, 'events.double takes source as a text'],
  [{ failEntries: [{ entries: [] }] }, 'events.failEntries takes entries as a list of whole numbers from 0'],
  [{ failEntries: [{ entries: [0.5] }] }, 'events.failEntries takes entries as'],
  [{ drop: [] }, 'events has no fault "drop". It has lose, double, failEntries.'],
])('the faults of events refuse %j and say why', (change, message) => {
  expect(() => cloud.eventBridge.faults.read(change)).toThrow(message);
});
