import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { localEnvironment } from '../../../cli/stage/local-environment.ts';
import { stageClock } from '../../../cli/stage/stage-clock.ts';

/** Listens and says nothing, as a local cloud does that Ctrl-Z has stopped. */
const silent = createServer(() => undefined);
let url: string;
const endpointBefore = process.env.AWS_ENDPOINT_URL;
beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  process.env.AWS_ENDPOINT_URL = url;
});
afterAll(() => {
  if (endpointBefore === undefined) delete process.env.AWS_ENDPOINT_URL;
  else process.env.AWS_ENDPOINT_URL = endpointBefore;
  silent.closeAllConnections();
  silent.close();
});

test.each([
  ['inlet env', () => localEnvironment(20)],
  ['what every command on a stage asks first', () => stageClock(url, 20)],
])('%s ends with a sentence where a cloud that listens says nothing', async (_, asked) => {
  await expect(asked()).rejects.toThrow(
    `what listens at ${url} has not answered for 0.02 s: a local cloud that was stopped (Ctrl-Z) goes on with \`fg\``,
  );
});
