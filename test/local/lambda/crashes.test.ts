import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { sendText } from '../../../local/http/answers.ts';
import type { FrontDoor } from '../../../local/http/front-door.ts';
import { operationName } from '../../../local/boot/operation-name.ts';
import { createFrontDoor } from '../../../local/http/front-door.ts';
import { listen } from '../../../local/http/listen.ts';
import type { Cloud } from './cloud.ts';
import { startCloud } from './cloud.ts';

/** A function that makes three calls, one after the other, and logs each answer. */
const THREE_CALLS = `exports.handler = async () => {
  const headers = { 'x-amz-security-token': process.env.AWS_SESSION_TOKEN };
  for (const call of [1, 2, 3]) {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL + '/call-' + call, { headers });
    console.log(await answer.text());
  }
  return 'done';
};`;

let cloud: Cloud;
let door: FrontDoor;
let url: string;
/** The paths of the calls that were carried out. */
let carriedOut: string[] = [];
beforeEach(async () => {
  carriedOut = [];
  door = createFrontDoor([]);
  await listen(door.server, '127.0.0.1', 0);
  url = `http://127.0.0.1:${(door.server.address() as AddressInfo).port}`;
  cloud = startCloud({ endpoint: () => url });
  cloud.add('inlet-local-caller', THREE_CALLS);
  cloud.add('inlet-local-other', THREE_CALLS);
  door.open({
    targets: {},
    paths: {},
    s3: async (request, response) => {
      carriedOut.push(request.url ?? '');
      await new Promise(setImmediate);
      sendText(response, 200, `answer to ${request.url ?? ''}`);
    },
    callerOf: () => ACCOUNT,
    crashOf: (sessionToken, request) => cloud.lambda.crashOf(sessionToken, operationName(request)),
    onFault: (error) => {
      throw error;
    },
  });
  cloud.lambda.start();
});
afterEach(async () => {
  await cloud.close();
  door.server.closeAllConnections();
  door.server.close();
});

const ask = (...crash: unknown[]): void => {
  cloud.lambda.faults.read({ crash })();
};

describe('a crash', () => {
  test('before a call ends the thread, and the call is not carried out', async () => {
    ask({ function: 'caller', call: 2 });
    const { payload, functionError } = await cloud.lambda.invoke('inlet-local-caller', {});
    expect(functionError).toBe('Unhandled');
    expect(payload).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(
        /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/,
      ) as unknown,
    });
    expect(carriedOut).toEqual(['/call-1']);
    expect(cloud.lines).toEqual(['answer to /call-1', '']);
  });

  test('after a call ends the thread when it was carried out, and the answer never leaves', async () => {
    ask({ function: 'caller', call: 2, when: 'after' });
    const { payload } = await cloud.lambda.invoke('inlet-local-caller', {});
    expect(payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(carriedOut).toEqual(['/call-1', '/call-2']);
    expect(cloud.lines).toEqual(['answer to /call-1', '']);
  });

  test('comes as often as asked for, to that function alone, and each invocation counts its own calls', async () => {
    ask({ function: 'inlet-local-caller', call: 3, times: 2 });
    const invoke = async (name: string) => (await cloud.lambda.invoke(name, {})).functionError;
    expect(await invoke('inlet-local-other')).toBeUndefined();
    expect(await invoke('inlet-local-caller')).toBe('Unhandled');
    expect(cloud.lambda.faults.show()).toEqual({
      crash: [{ function: 'inlet-local-caller', call: 3, when: 'before', times: 1 }],
    });
    expect(await invoke('inlet-local-caller')).toBe('Unhandled');
    expect(await invoke('inlet-local-caller')).toBeUndefined();
    expect(cloud.lambda.faults.show()).toEqual({ crash: [] });
  });

  test('can come at the n-th call of one operation', async () => {
    cloud.add(
      'inlet-local-caller',
      `exports.handler = async () => {
        const headers = { 'x-amz-security-token': process.env.AWS_SESSION_TOKEN };
        const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request' };
        const put = (key) => fetch(process.env.AWS_ENDPOINT_URL + '/bucket/' + key, {
          method: 'PUT', headers: { ...headers, ...signed },
        });
        await put('a');
        await fetch(process.env.AWS_ENDPOINT_URL, { headers: { ...headers, 'x-amz-target': 'Json.Target' } });
        await put('b');
        await put('c');
      };`,
    );
    const die = async (operation: string, call: number) => {
      carriedOut = [];
      ask({ function: 'caller', operation, call });
      await cloud.lambda.invoke('inlet-local-caller', {});
      return carriedOut;
    };
    expect(await die('PutObject', 2)).toEqual(['/bucket/a']);
    expect(await die('PutObject', 3)).toEqual(['/bucket/a', '/bucket/b']);
    expect(await die('Target', 1)).toEqual(['/bucket/a']);
    expect(await die('GetObject', 1)).toEqual(['/bucket/a', '/bucket/b', '/bucket/c']);
  });

  test('of an accepted event is tried again, and ends in the dead-letter queue when it was tried in vain', async () => {
    const queueArn = cloud.queue('dead-letters');
    cloud.add('inlet-local-caller', THREE_CALLS, { deadLetterArn: queueArn });
    ask({ function: 'caller', call: 1, times: 2 }, { function: 'caller', call: 3, when: 'after' });
    cloud.lambda.invokeAsync('inlet-local-caller', { n: 1 }, ACCOUNT);
    await cloud.clock.settled();
    await cloud.clock.advance(60);
    expect(cloud.queues.count(queueArn).visible).toBe(0);
    await cloud.clock.advance(120);
    expect(carriedOut).toEqual(['/call-1', '/call-2', '/call-3']);
    expect(cloud.queues.receive(ACCOUNT, queueArn, 1)).toMatchObject([{ body: '{"n":1}' }]);
  });

  test('does not come to requests of anybody else, nor after a reset', async () => {
    ask({ function: 'caller', call: 1 });
    const answer = await fetch(`${url}/x`, { headers: { 'x-amz-security-token': 'somebody' } });
    expect(await answer.text()).toBe('answer to /x\n');
    await cloud.lambda.reset();
    expect(await cloud.lambda.invoke('inlet-local-caller', {})).toMatchObject({ payload: 'done' });
  });
});

test.each([
  [{ crash: {} }, 'functions.crash must be a list'],
  [{ crash: [3] }, 'functions.crash must hold objects, as in [{"function":"start-imports"'],
  [{ crash: [{ call: 1 }] }, 'functions.crash needs function: a text'],
  [
    { crash: [{ function: 'caller', operation: 'put item' }] },
    "functions.crash takes operation as an operation's name",
  ],
  [{ crash: [{ function: 'caller', call: 0 }] }, 'functions.crash takes call as a whole number from 1'],
  [{ crash: [{ function: 'caller', call: 1, when: 'now' }] }, 'takes when as "before" or "after"'],
  [{ crash: [{ function: 'caller', call: 1, times: 1.5 }] }, 'takes times as a whole number from 1'],
  [
    { crash: [{ function: 'caller', call: 1, count: 2 }] },
    'functions.crash takes function, operation, call, when, times, not count',
  ],
  [
    { crash: [{ function: 'nobody', call: 1 }] },
    'There is no function "nobody". There are inlet-local-caller, inlet-local-other.',
  ],
  [{ freeze: [] }, 'functions has no fault "freeze". It has crash.'],
])('the faults of functions refuse %j and say why', (change, message) => {
  expect(() => cloud.lambda.faults.read(change)).toThrow(message);
  expect(cloud.lambda.faults.show()).toEqual({ crash: [] });
});
