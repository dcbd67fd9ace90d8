import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../tools/simulate/dynamodb/evaluate.ts';
import { holds, updated } from '../../../tools/simulate/dynamodb/evaluate.ts';
import { NotServed, parseCondition, parseUpdate } from '../../../tools/simulate/dynamodb/parse-expression.ts';
import { judged } from '../../../tools/simulate/report/judge.ts';
import type { MeasuredFunction } from '../../../tools/simulate/report/measured.ts';
import { positionIn } from '../../../tools/simulate/s3/object-source.ts';
import { resultFiles } from '../../../tools/simulate/s3/result-files.ts';
import { batchFrom } from '../../../tools/simulate/scenarios/recorder.ts';
import { waitsOf } from '../../../tools/simulate/scenarios/waits.ts';

const MB = 1024 * 1024;

describe('what does not hold is said:', () => {
  const whole: MeasuredFunction = {
    name: 'start-imports',
    memoryMb: 512,
    timeoutSeconds: 60,
    invocations: 1,
    peakBytes: 512 * MB,
    longest: { durationMs: 60_000, processorMs: 1, waitedMs: 1 },
    processorMs: 1,
    errors: new Map(),
  };
  const about = { broken: [], largestItem: 409_600, largestEventRequest: 256 * 1024 };
  test('nothing of what is just within its limits', () => {
    expect(judged({ ...about, functions: [whole] })).toEqual([]);
  });
  test.each([
    [
      'memory',
      { functions: [{ ...whole, peakBytes: 513 * MB }] },
      'start-imports took 513 MB, and has 512 MB',
    ],
    [
      'time',
      { functions: [{ ...whole, longest: { ...whole.longest, durationMs: 61_000 } }] },
      'an invocation of start-imports took 61 s, and has 60 s',
    ],
    [
      'an error',
      { functions: [{ ...whole, errors: new Map([['Error: x', 2]]) }] },
      'start-imports failed 2 times: Error: x',
    ],
    ['an item', { largestItem: 409_601 }, 'an item of DynamoDB has 409,601 bytes, of 409,600'],
    ['an event', { largestEventRequest: 262_145 }, 'a request to the bus has 262,145 bytes, of 262,144'],
    ['a check of the scenario', { broken: ['files: 1 of 2'] }, 'files: 1 of 2'],
  ])('%s', (_, change, sentence) => {
    expect(judged({ ...about, functions: [whole], ...change })).toEqual([sentence]);
  });
});

describe('a batch of arrivals is handed over', () => {
  const files = { count: 1000, from: 0, everyMs: 100 };
  const source = { batchSize: 100, windowSeconds: 5 };
  test('when it is full', () => {
    expect(batchFrom({ ...files, everyMs: 1 }, 0, 0, source)).toEqual({ first: 0, count: 100, at: 99 });
  });
  test('when its window is over, with what has come by then', () => {
    expect(batchFrom(files, 10, 0, source)).toEqual({ first: 10, count: 51, at: 6000 });
  });
  test('when its environment is free, with what has come by then', () => {
    expect(batchFrom(files, 0, 8000, source)).toEqual({ first: 0, count: 81, at: 8000 });
    expect(batchFrom(files, 0, 20_000, source)).toEqual({ first: 0, count: 100, at: 20_000 });
  });
});

test('the median wait counts messages, not batches', () => {
  const waits = waitsOf('arrivals');
  waits.add(10, 1, 15);
  waits.add(20, 100);
  waits.add(30, 2);
  waits.inFlight(7);
  expect(waits.queue()).toEqual({
    queue: 'arrivals',
    messages: 103,
    worstMs: 30,
    medianMs: 20,
    mostInFlight: 7,
  });
});

describe('results that nobody holds', () => {
  const source = resultFiles({
    folder: 'r/',
    files: [
      { name: 'a.ndjson', lines: 10_000 },
      { name: 'b.ndjson', lines: 5 },
    ],
    failsOneOf: 5,
    job: 3,
    at: 0,
  });
  const textOf = (index: number, from = 0): string =>
    Buffer.concat([...(source.read?.(index, from) ?? [])]).toString();

  test('are in the order of keys, of the sizes that are said, and each line is there once', () => {
    const objects = Array.from({ length: source.count }, (_, index) => source.at(index));
    expect(objects.map(({ key }) => key)).toEqual([
      'r/FAILURE/a.ndjson',
      'r/FAILURE/b.ndjson',
      'r/Manifest.json',
      'r/SUCCESS/a.ndjson',
      'r/SUCCESS/b.ndjson',
    ]);
    expect(objects.map((_, index) => textOf(index).length)).toEqual(objects.map(({ size }) => size));
    const lines = [0, 3].flatMap((index) => textOf(index).trimEnd().split('\n'));
    const numbers = lines.map((line) => (JSON.parse(line) as { lineId: number }).lineId);
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, line) => line));
    expect(positionIn(source, 'r/SUCCESS/')).toBe(3);
  });

  test('are read from any byte on', () => {
    const whole = textOf(3);
    for (const from of [1, 4096 * 190, whole.length - 3]) expect(textOf(3, from)).toBe(whole.slice(from));
  });
});

describe('an expression of DynamoDB', () => {
  const item: Item = { n: { N: '5' }, s: { S: 'text' }, set: { NS: ['1', '2'] } };
  const given = {
    ExpressionAttributeNames: { '#n': 'n' },
    ExpressionAttributeValues: { ':five': { N: '5' }, ':two': { N: '2' }, ':more': { NS: ['2', '3'] } },
  };
  test.each([
    ['#n = :five AND attribute_exists(s)', true],
    ['attribute_not_exists(s) OR NOT contains(#set, :two)', true],
    ['NOT (n < :five OR n > :five)', true],
    ['n BETWEEN :two AND :five', true],
    ['missing < :five', false],
    ['missing <> :five', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(parseCondition(text), item, given)).toBe(expected);
  });
  test('updates as it says', () => {
    const update = parseUpdate('SET a = if_not_exists(n, :two), b = :two ADD #n :two, set :more REMOVE s');
    expect(updated(update, item, given)).toEqual({
      a: { N: '5' },
      b: { N: '2' },
      n: { N: '7' },
      set: { NS: ['1', '2', '3'] },
    });
  });
  test.each(['size(a) > :two AND', 'a.b = :two', 'a IN (:two)'])('%s is not served, and says so', (text) => {
    expect(() => holds(parseCondition(text), item, given)).toThrow(NotServed);
  });
});
