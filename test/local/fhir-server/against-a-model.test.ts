import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Endpoint } from './endpoint.ts';
import { SIGNED, startEndpoint } from './endpoint.ts';
import { sender } from './model/requests.ts';
import { walk } from './model/walk.ts';

/* A sample of against-a-model.long.test.ts, which ends the server between. */
let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

test('random requests are answered as by a small model in memory', async () => {
  const path = walk(() => sender(endpoint.url, SIGNED), 20261130);
  for (let at = 0; at < 400; at++) await path.step();
  await path.compareAll();
  expect(path.model.written).toBeGreaterThan(200);
});
