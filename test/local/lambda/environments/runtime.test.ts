import { afterEach, describe, expect, test } from '@jest/globals';
import { accessKeyOf } from '../../../../local/ground/account.ts';
import type { Cloud } from '../cloud.ts';
import { functionOf, ROLE, startCloud, zipOf } from '../cloud.ts';

let cloud: Cloud;
afterEach(() => cloud.close());

describe('a function', () => {
  test('answers what its handler returns, from the same module as long as it is warm', async () => {
    cloud = startCloud();
    cloud.add('f', 'let calls = 0; exports.handler = async (event) => ({ ...event, calls: ++calls });');
    expect(await cloud.lambda.invoke('f', { a: 1 })).toEqual({ payload: { a: 1, calls: 1 }, logTail: '' });
    expect(await cloud.lambda.invoke('f', {})).toMatchObject({ payload: { calls: 2 } });
    expect(cloud.lambda.stats()).toEqual([{ name: 'f', invocations: 2, errors: 0 }]);
  });

  test('sees its own environment, its role as credentials, and nothing of the machine', async () => {
    cloud = startCloud();
    cloud.add('f', 'exports.handler = async () => ({ env: process.env, cwd: process.cwd() });', {
      environment: { TABLE: 'ledger' },
      versions: ['1'],
      aliases: { live: '1' },
    });
    process.env.OF_THE_MACHINE = 'secret';
    const { payload } = await cloud.lambda.invoke('f:live', {});
    const { env, cwd } = payload as { env: Record<string, string>; cwd: string };
    expect(env).toMatchObject({
      TABLE: 'ledger',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: accessKeyOf(ROLE),
      LAMBDA_TASK_ROOT: cwd,
      _HANDLER: 'index.handler',
    });
    expect(env).not.toHaveProperty('OF_THE_MACHINE');
    expect(env).not.toHaveProperty('PATH');
  });

  test('gets a context that knows the function, the request and the time that is left', async () => {
    cloud = startCloud();
    cloud.add(
      'f',
      `exports.handler = async (event, context) =>
        ({ ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID });`,
    );
    const { payload } = await cloud.lambda.invoke('f', {});
    const context = payload as { awsRequestId: string; left: number };
    expect(context).toMatchObject({
      functionName: 'f',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      logGroupName: '/aws/lambda/f',
      awsRequestId: cloud.reports[0]?.requestId,
      trace: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
    });
    expect(context.left).toBeGreaterThan(0);
    expect(context.left).toBeLessThanOrEqual(10_000);
  });

  test('sees the time of the cloud, also after it was moved', async () => {
    const machine = Date.now();
    cloud = startCloud();
    cloud.add(
      'f',
      `exports.handler = async () => {
        class Later extends Date {}
        const now = new Date();
        return { now: Date.now(), isDate: now instanceof Date && now.constructor === Date, later: new Later().getTime(),
          fixed: new Date(0).toISOString(), text: Date().length > 10, utc: Date.UTC(1970, 0, 2) };
      };`,
    );
    const hour = async () => (await cloud.lambda.invoke('f', {})).payload as { now: number; later: number };
    const before = await hour();
    expect(before.now).toBeGreaterThanOrEqual(machine);
    expect(before.now).toBeLessThanOrEqual(Date.now());
    expect(before).toMatchObject({
      isDate: true,
      fixed: '1970-01-01T00:00:00.000Z',
      text: true,
      utc: 86_400_000,
    });
    await cloud.clock.advance(3600);
    const after = await hour();
    expect(after.now).toBeGreaterThanOrEqual(before.now + 3_600_000);
    expect(after.now).toBeLessThanOrEqual(Date.now() + 3_600_000);
    expect(after.later).toBeGreaterThanOrEqual(after.now);
  });

  test.each([
    ['module.exports.handler = async () => "cjs";', 'index.cjs', 'cjs'],
    ['await null; export const handler = async () => "esm";', 'index.mjs', 'esm'],
    ['exports.handler = () => "not async";', 'index.js', 'not async'],
  ])('may be written as %s', async (source, file, answer) => {
    cloud = startCloud();
    cloud.lambda.declareFunction(functionOf('f', zipOf(cloud.folder, 'f', { [file]: source })));
    expect((await cloud.lambda.invoke('f', {})).payload).toBe(answer);
  });

  test('of an older runtime may answer by callback, once its event loop is empty', async () => {
    cloud = startCloud();
    cloud.add(
      'f',
      `const done = [];
      exports.handler = (event, context, callback) => {
        setTimeout(() => done.push('timer'), 20);
        callback(event.fail ? new RangeError('no') : null, done);
      };`,
      { runtime: 'nodejs22.x' },
    );
    expect((await cloud.lambda.invoke('f', {})).payload).toEqual(['timer']);
    expect((await cloud.lambda.invoke('f', { fail: true })).payload).toMatchObject({
      errorType: 'RangeError',
    });
  });

  test('of Node 24 may not take a callback, as on Lambda', async () => {
    cloud = startCloud();
    cloud.add('f', 'exports.handler = (event, context, callback) => callback(null, 1);');
    expect((await cloud.lambda.invoke('f', {})).payload).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
    });
  });

  test('logs whole lines, in order, before its answer', async () => {
    cloud = startCloud();
    cloud.add(
      'f',
      `console.log('loading');
      exports.handler = async () => { console.log('one\\ntwo'); console.error('three'); process.stdout.write('four'); };`,
    );
    const { logTail, payload } = await cloud.lambda.invoke('f', {});
    expect(payload).toBeNull();
    expect(cloud.lines).toEqual(['loading', 'one', 'two', 'three', 'four']);
    expect(Buffer.from(logTail, 'base64').toString()).toBe('loading\none\ntwo\nthree\nfour\n');
  });
});

describe('a function that fails', () => {
  const failureOf = async (source: string, more = {}): Promise<unknown> => {
    cloud = startCloud();
    cloud.add('f', source, more);
    const { payload, functionError } = await cloud.lambda.invoke('f', {});
    expect(functionError).toBe('Unhandled');
    return payload;
  };

  test('by throwing answers name, message and a trace without paths of the machine', async () => {
    const failure = await failureOf('exports.handler = async () => { throw new TypeError("no"); };');
    expect(failure).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
    expect((failure as { trace: string[] }).trace[1]).toContain('/var/task/index.js');
    expect(cloud.lambda.stats()).toEqual([{ name: 'f', invocations: 1, errors: 1 }]);
  });

  test('by throwing what is no error answers it as text', async () => {
    expect(await failureOf('exports.handler = async () => { throw "no"; };')).toEqual({
      errorType: 'string',
      errorMessage: 'no',
      trace: [],
    });
  });

  test.each([
    ['no module', '', { handler: 'other.handler' }, 'Runtime.ImportModuleError'],
    ['no such export', 'exports.other = 1;', {}, 'Runtime.HandlerNotFound'],
    ['a syntax error', 'exports.handler = (', {}, 'Runtime.UserCodeSyntaxError'],
    ['a missing package', 'require("not-packaged");', {}, 'Runtime.ImportModuleError'],
    ['an error while loading', 'throw new RangeError("loading");', {}, 'RangeError'],
  ])('to load because of %s says so', async (_, source, more, errorType) => {
    expect(await failureOf(source, more)).toMatchObject({ errorType });
  });

  test.each([
    ['leaves the process', 'process.exit(3)', 'Runtime.ExitError'],
    [
      'forgets a rejection',
      'Promise.reject(new Error("late")); await new Promise(() => {})',
      'Runtime.UnhandledPromiseRejection',
    ],
    [
      'throws outside the handler',
      'setTimeout(() => { throw new RangeError("late"); }); await new Promise(() => {})',
      'RangeError',
    ],
  ])('because it %s gets a new environment for the next call', async (_, line, errorType) => {
    const failure = await failureOf(
      `let calls = 0; exports.handler = async (event) => { calls++; if (event.well) return calls; ${line}; };`,
    );
    expect(failure).toMatchObject({ errorType });
    expect((await cloud.lambda.invoke('f', { well: true })).payload).toBe(1);
  });

  test('to end in time is ended, in real time', async () => {
    expect(await failureOf('exports.handler = () => { for (;;); };', { timeoutSeconds: 0.2 })).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${cloud.reports[0]?.requestId ?? ''} Error: Task timed out after 0.20 seconds`,
    });
  });

  test('by using more than its memory is ended', async () => {
    const failure = await failureOf(
      'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1000).fill(Math.random())); };',
      { memoryMb: 32 },
    );
    expect(failure).toMatchObject({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: 'The function used more than its 32 MB of memory.',
    });
  });
});
