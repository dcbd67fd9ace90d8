import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { tracedRuns, tracer } from '../../handlers/runtime/xray/tracing.ts';

/** Of each test its own: what one sends late is nothing of the next. */
let socket: Socket;
let address: string;
let heard: Record<string, unknown>[];
afterEach(() => {
  socket.close();
  delete process.env._X_AMZN_TRACE_ID;
  delete process.env.AWS_XRAY_DAEMON_ADDRESS;
});

const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a:0';
beforeEach(async () => {
  socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const found: typeof heard = (heard = []);
  socket.on('message', (message) => {
    found.push(JSON.parse(message.toString().split('\n')[1] ?? '') as Record<string, unknown>);
  });
  address = `127.0.0.1:${socket.address().port}`;
  Object.assign(process.env, { _X_AMZN_TRACE_ID: HEADER, AWS_XRAY_DAEMON_ADDRESS: address });
});

const trace = tracer((key) => `masked ${key.length}`);
const run = <Result>(work: () => Promise<Result>): Promise<Result> =>
  tracedRuns(work)(undefined, {} as Context);
const arrived = async (count: number): Promise<void> => {
  while (heard.length < count) await once(socket, 'message');
};

test('a run is a part of Lambda’s trace, its pieces are parts of the run, and drops are masked', async () => {
  await run(() => trace('look at a drop', { drop: 'Doe/' }, () => Promise.resolve(1)));
  await arrived(2);
  const [piece, whole] = heard;
  expect(whole).toMatchObject({
    name: 'run',
    trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    parent_id: '53995c3f42cd8ad8',
  });
  expect(piece).toMatchObject({
    name: 'look at a drop',
    parent_id: whole?.id,
    annotations: { drop: 'masked 4' },
  });
});

test('what fails is a fault with the error’s name, never its text, and fails as before', async () => {
  const fails = () => Promise.reject(new TypeError('of Jane Doe'));
  await expect(run(() => trace('take an import on', { importId: 'imp-1' }, fails))).rejects.toThrow('Jane');
  await arrived(2);
  expect(heard).toMatchObject([
    { fault: true, annotations: { importId: 'imp-1', errorName: 'TypeError' } },
    { fault: true, annotations: { errorName: 'TypeError' } },
  ]);
  expect(JSON.stringify(heard)).not.toContain('Doe');
});

test('a run tells five hundred pieces at most, and does them all', async () => {
  let done = 0;
  const piece = () => {
    done += 1;
    return Promise.resolve();
  };
  await run(async () => {
    for (let n = 0; n < 600; n += 1) await trace('piece', null, piece);
  });
  expect(done).toBe(600);
  await arrived(1);
  expect(heard.length).toBeLessThanOrEqual(501);
});

test.each([
  ['a run that is not sampled', { _X_AMZN_TRACE_ID: HEADER.replace('Sampled=1', 'Sampled=0') }],
  ['a run without a header', { _X_AMZN_TRACE_ID: '' }],
  ['a function without a daemon', { AWS_XRAY_DAEMON_ADDRESS: '' }],
  ['an address that is none', { AWS_XRAY_DAEMON_ADDRESS: 'nowhere' }],
])('%s sends nothing and is done all the same', async (_what, variables) => {
  Object.assign(process.env, variables);
  expect(await run(() => trace('piece', null, () => Promise.resolve('done')))).toBe('done');
  // One that is sent after it comes first.
  process.env._X_AMZN_TRACE_ID = HEADER;
  process.env.AWS_XRAY_DAEMON_ADDRESS = `tcp:127.0.0.1:1 udp:${address}`;
  await run(() => Promise.resolve());
  await arrived(1);
  expect(heard.map(({ name }) => name)).toEqual(['run']);
});
