import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeFHIRDatastoreCommand,
  HealthLakeClient,
  ListFHIRDatastoresCommand,
} from '@aws-sdk/client-healthlake';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { paceHealthLake } from '../../../cli/console/sources/paced-health-lake.ts';
import { sharedReading } from '../../../cli/console/sources/shared-reading.ts';

/** Time passes only where it is waited for, or moved. */
let time = 0;
const clock = {
  now: () => time,
  wait: (ms: number) => {
    time += ms;
    return Promise.resolve();
  },
};

let calls: { at: number; target: string }[] = [];
/** Answers that are 503 before the others are right. */
let failures = 0;
let server: Server;
let client: HealthLakeClient;
beforeEach(async () => {
  time = 0;
  calls = [];
  failures = 0;
  server = createServer((request, response) => {
    calls.push({ at: time, target: String(request.headers['x-amz-target']).split('.')[1] ?? '' });
    request.resume();
    const fails = failures > 0;
    failures -= 1;
    response.writeHead(fails ? 503 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new HealthLakeClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  paceHealthLake(client, clock);
});
afterEach(() => {
  client.destroy();
  server.close();
});

const describeStore = (id: number) =>
  client.send(new DescribeFHIRDatastoreCommand({ DatastoreId: String(id).padStart(32, '0') }));

test('HealthLake is called once a second, however many ask at once', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, id) => describeStore(id)));
  // Time passes by waiting alone: a second before each call but the first.
  expect([calls.length, time]).toEqual([10, 9000]);
});

test('the same is asked once in five seconds, whoever asks, and then again', async () => {
  const list = () => client.send(new ListFHIRDatastoresCommand({}));
  for (time = 0; time < 5000; time += 500) await Promise.all([list(), list(), describeStore(1)]);
  expect(calls.map(({ target }) => target)).toEqual(['ListFHIRDatastores', 'DescribeFHIRDatastore']);
  time = 6100;
  await list();
  expect(calls).toHaveLength(3);
});

test('the SDK’s repetitions wait their turn, too', async () => {
  failures = 2;
  await describeStore(1);
  expect(calls.map(({ at }) => at)).toEqual([0, 1000, 2000]);
});

test('a source is read once in its time for whoever asks; one that failed by the next who asks', async () => {
  let reads = 0;
  let fails = false;
  const read = sharedReading(
    () => {
      reads += 1;
      return fails ? Promise.reject(new Error('away')) : Promise.resolve(reads);
    },
    5000,
    clock.now,
  );
  expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
  time = 4999;
  expect(await read()).toBe(1);
  time = 5000;
  fails = true;
  await expect(read()).rejects.toThrow('away');
  fails = false;
  expect([await read(), reads]).toEqual([3, 3]);
});

test('a source that takes long is asked more seldom', async () => {
  let reads = 0;
  const read = sharedReading(
    () => {
      reads += 1;
      time += 300;
      return Promise.resolve(reads);
    },
    500,
    clock.now,
  );
  await read();
  time = 2999;
  await read();
  expect(reads).toBe(1);
  time = 3000;
  await read();
  expect(reads).toBe(2);
});
