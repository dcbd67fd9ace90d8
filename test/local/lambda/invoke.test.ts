import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  GetFunctionCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import type { Cloud } from './cloud.ts';
import { functionOf, ROLE, startCloud, zipOf } from './cloud.ts';

let cloud: Cloud;
let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await cloud.close();
});

const ECHO = 'exports.handler = async (event) => { console.log("echo"); return event; };';

async function client(): Promise<LambdaClient> {
  server = createServer((request, response) => {
    void cloud.lambda.service(request, response, { caller: ACCOUNT, requestId: 'request' });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new LambdaClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
}

describe('Lambda over HTTP', () => {
  test('invokes by name, by ARN and by alias, and answers the tail of the log', async () => {
    cloud = startCloud();
    cloud.add('f', ECHO, { versions: ['1'], aliases: { live: '1' } });
    const sdk = await client();
    const answer = await sdk.send(
      new InvokeCommand({ FunctionName: 'f', Payload: '{"a":1}', LogType: 'Tail' }),
    );
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.Payload?.transformToString()).toBe('{"a":1}');
    expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toBe('echo\n');
    const live = await sdk.send(
      new InvokeCommand({ FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f:live' }),
    );
    expect(live.ExecutedVersion).toBe('1');
    const qualified = await sdk.send(new InvokeCommand({ FunctionName: 'f', Qualifier: 'live' }));
    expect(qualified.ExecutedVersion).toBe('1');
  });

  test('marks the error of a function, accepts events for later, and checks without running', async () => {
    cloud = startCloud();
    cloud.add('f', 'exports.handler = async () => { throw new Error("no"); };');
    cloud.lambda.start();
    const sdk = await client();
    const failed = await sdk.send(new InvokeCommand({ FunctionName: 'f' }));
    expect(failed).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    const later = await sdk.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event' }));
    expect(later.StatusCode).toBe(202);
    await cloud.clock.settled();
    const dry = await sdk.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'DryRun' }));
    expect(dry.StatusCode).toBe(204);
    expect(cloud.reports).toHaveLength(2);
  });

  test('lists and describes functions, and refuses what it does not know or have', async () => {
    cloud = startCloud();
    cloud.add('f', ECHO);
    const sdk = await client();
    const { Functions: functions } = await sdk.send(new ListFunctionsCommand());
    expect(functions).toMatchObject([{ FunctionName: 'f', Timeout: 10, Role: ROLE }]);
    const { Configuration: one } = await sdk.send(new GetFunctionCommand({ FunctionName: 'f' }));
    expect(one).toMatchObject({ Handler: 'index.handler', Runtime: 'nodejs24.x' });
    await expect(sdk.send(new InvokeCommand({ FunctionName: 'g' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:g',
    });
    await expect(sdk.send(new InvokeCommand({ FunctionName: 'f', Payload: '{' }))).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    const endpoint = await sdk.config.endpoint?.();
    const answer = await fetch(`http://127.0.0.1:${endpoint?.port ?? ''}/2015-03-31/functions/f/aliases`);
    expect(answer.status).toBe(501);
  });
});

describe('a function', () => {
  test('is refused to a role that may not invoke it', async () => {
    cloud = startCloud({
      authorize: (_, action, resource) => {
        throw new AwsError('AccessDenied', `${action} ${resource}`, 403);
      },
    });
    cloud.add('f', ECHO, { versions: ['1'], aliases: { live: '1' } });
    await expect(cloud.lambda.invoke('f:live', {}, { kind: 'role', roleArn: ROLE })).rejects.toThrow(
      'lambda:InvokeFunction arn:aws:lambda:us-east-1:000000000000:function:f:live',
    );
  });

  test('whose role may not write logs runs, and that is what is logged', async () => {
    cloud = startCloud({
      authorize: (_, action, resource) => {
        if (action === 'logs:PutLogEvents') throw new AwsError('AccessDenied', `no ${resource}`, 403);
      },
    });
    cloud.add('f', ECHO);
    expect((await cloud.lambda.invoke('f', { a: 1 })).payload).toEqual({ a: 1 });
    expect(cloud.lines).toEqual([
      expect.stringMatching(
        /^The logs of this invocation are dropped. no arn:aws:logs:us-east-1:000000000000:log-group:\/aws\/lambda\/f:log-stream:/,
      ),
    ]);
  });

  test('whose role Lambda may not assume is not taken', () => {
    cloud = startCloud({ mayAssume: () => false });
    expect(() => {
      cloud.add('f', ECHO);
    }).toThrow(/cannot be assumed by Lambda\. The trust policy of .*role\/f does not let it \(function f\)/);
  });

  test('with reserved concurrency is throttled beyond it', async () => {
    cloud = startCloud();
    cloud.add('f', ECHO, { reservedConcurrency: 1 });
    const first = cloud.lambda.invoke('f', {});
    await expect(cloud.lambda.invoke('f', {})).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
    });
    await first;
  });

  test('can be made to die at one of its calls, and lives on in a new environment', async () => {
    cloud = startCloud();
    cloud.add(
      'f',
      'exports.handler = async ({ well }) => { console.log(process.env.AWS_SESSION_TOKEN); if (!well) await new Promise(() => {}); };',
    );
    const invocation = cloud.lambda.invoke('f', {});
    while (cloud.lines.length === 0) await new Promise(setImmediate);
    expect(cloud.lambda.crash('nobody')).toBe(false);
    expect(cloud.lambda.crash(cloud.lines[0] ?? '')).toBe(true);
    expect((await invocation).payload).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(await cloud.lambda.invoke('f', { well: true })).not.toHaveProperty('functionError');
    expect(cloud.lines[1]).not.toBe(cloud.lines[0]);
  });

  test('at rest loses its environment after a while', async () => {
    cloud = startCloud({ idle: { idleMs: 1 } });
    cloud.add(
      'f',
      'let calls = 0; exports.handler = async () => { console.log(process.env.AWS_SESSION_TOKEN); return ++calls; };',
    );
    await cloud.lambda.invoke('f', {});
    while (cloud.lambda.crash(cloud.lines[0] ?? '')) await new Promise((done) => setTimeout(done, 2));
    expect((await cloud.lambda.invoke('f', {})).payload).toBe(1);
  });

  test('at rest loses its environment to those that were used later', async () => {
    cloud = startCloud({ idle: { most: 1 } });
    const source = 'let calls = 0; exports.handler = async () => ++calls;';
    cloud.add('f', source);
    cloud.add('g', source);
    const calls = async (name: string) => (await cloud.lambda.invoke(name, {})).payload;
    expect([await calls('f'), await calls('f')]).toEqual([1, 2]);
    expect([await calls('g'), await calls('g')]).toEqual([1, 2]);
    expect(await calls('f')).toBe(1);
  });

  test('forgets figures and accepted events at a reset, and still runs', async () => {
    cloud = startCloud();
    cloud.add('f', 'exports.handler = async ({ fail }) => { if (fail) throw new Error("no"); };');
    cloud.lambda.start();
    cloud.lambda.invokeAsync('f', { fail: true }, ACCOUNT);
    await cloud.clock.settled();
    await cloud.lambda.reset();
    expect(cloud.lambda.stats()).toEqual([{ name: 'f', invocations: 0, errors: 0 }]);
    await cloud.clock.advance(600);
    expect(cloud.lambda.stats()).toEqual([{ name: 'f', invocations: 0, errors: 0 }]);
    cloud.lambda.invokeAsync('f', {}, ACCOUNT);
    await cloud.clock.settled();
    expect(cloud.lambda.stats()).toEqual([{ name: 'f', invocations: 1, errors: 0 }]);
  });
});

describe('an artifact', () => {
  test('is unpacked once per content', () => {
    cloud = startCloud();
    cloud.add('f', ECHO);
    cloud.add('g', ECHO);
    cloud.add('h', `${ECHO} `);
    expect(
      readdirSync(join(cloud.folder, 'code')).filter((name) => /^[0-9a-f]{32}$/.test(name)),
    ).toHaveLength(2);
  });

  test('that is missing, or reaches outside its folder, is refused', () => {
    cloud = startCloud();
    expect(() => {
      cloud.lambda.declareFunction(functionOf('f', join(cloud.folder, 'none.zip')));
    }).toThrow(/package the service/);
    const outside = zipOf(cloud.folder, 'evil', { '../evil.js': '' });
    expect(() => {
      cloud.lambda.declareFunction(functionOf('f', outside));
    }).toThrow(/outside its folder/);
  });
});
