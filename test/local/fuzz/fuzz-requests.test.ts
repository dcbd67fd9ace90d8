import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { startCloud } from '../../support/cloud.ts';
import { exchange } from '../../support/raw-http.ts';
import { fuzzRequests } from './fuzz-requests.ts';

let cloud: CloudUnderTest;
let port: number;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: 60_000 });
  port = Number(new URL(cloud.url).port);
});
afterAll(() => cloud.end());

/** `npm run fuzz` sends more, with the hour's seed. */
const REQUESTS = 4000;

test(`${REQUESTS} requests to all services, each nearly right, have a well-formed answer each`, async () => {
  const [datastore] = (await cloud.state()).datastores;
  const statuses = await fuzzRequests({ port, datastoreId: datastore?.datastoreId ?? '' }, REQUESTS, 12);
  expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 403, 404, 501]));
  expect((await exchange(port, 'GET /_inlet/state HTTP/1.1\r\nhost: localhost\r\n\r\n')).status).toBe(200);
  expect(cloud.troubles).toEqual([]);
}, 120_000);
