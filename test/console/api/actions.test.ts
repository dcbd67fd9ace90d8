import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { createConsoleApi } from '../../../console/api/console-api.ts';
import type { ConsoleSources } from '../../../console/api/sources.ts';
import { UsageError } from '../../../errors/index.ts';

let mayAct = true;
let done: string[] = [];
let reads = 0;

const sources = {
  stage: 'dev',
  now: () => 0,
  failure: (error: unknown) => error,
  session: () => ({
    version: '0',
    isLocal: false,
    mayAct,
    showsData: false,
    inboxBucket: 'inbox',
    routes: [],
  }),
  stores: () => {
    reads += 1;
    return Promise.resolve({ stores: [] });
  },
  events: () => Promise.reject(new UsageError('this is no nextToken of this list')),
  imports: () => Promise.reject(new RangeError('of nobody')),
  failedLines: undefined,
  drop: () => {
    done.push('drop');
    return Promise.resolve();
  },
  actions: {
    pause: () => {
      done.push('pause');
      return Promise.resolve({ text: 'It is paused.' });
    },
  },
} as unknown as ConsoleSources;

/** As {@link sources}, of a session that shows data, and knows no import. */
const knowing = {
  ...sources,
  failedLines: () => ({
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new UsageError('the ledger knows no such import')),
    }),
  }),
} as unknown as ConsoleSources;

const api = createConsoleApi(sources);
const showing = createConsoleApi(knowing);
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://console');
  void (request.headers['x-shows'] === undefined ? api : showing)(
    request,
    response,
    pathname.slice(1),
    searchParams,
  );
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
afterAll(() => void server.close());
beforeEach(() => {
  mayAct = true;
  done = [];
});

const PAGE = { 'x-inlet-console': '1', 'content-type': 'application/json', 'x-inlet-stage': 'dev' };
const ask = async (path: string, options: RequestInit = {}) => {
  const response = await fetch(url + path, options);
  return { status: response.status, body: (await response.json()) as { error?: { code: string } } };
};

test('an action is done by POST with the page’s header and JSON', async () => {
  expect(await ask('actions/pause', { method: 'POST', headers: PAGE, body: '{}' })).toMatchObject({
    status: 200,
    body: { kind: 'action', action: 'pause', text: 'It is paused.' },
  });
  expect(done).toEqual(['pause']);
});

const { 'x-inlet-console': _header, ...NO_HEADER } = PAGE;
const { 'x-inlet-stage': _stage, ...NO_STAGE } = PAGE;

test.each<[string, string, RequestInit, number]>([
  ['GET', 'actions/pause', { headers: PAGE }, 405],
  ['PUT', 'actions/pause', { method: 'PUT', headers: PAGE, body: '{}' }, 405],
  ['no header', 'actions/pause', { method: 'POST', headers: NO_HEADER, body: '{}' }, 403],
  [
    'a form’s content type',
    'actions/pause',
    { method: 'POST', headers: { ...PAGE, 'content-type': 'text/plain' }, body: '{}' },
    415,
  ],
  ['no stage', 'actions/pause', { method: 'POST', headers: NO_STAGE, body: '{}' }, 403],
  [
    'another stage',
    'actions/pause',
    { method: 'POST', headers: { ...PAGE, 'x-inlet-stage': 'prod' }, body: '{}' },
    403,
  ],
  ['no object', 'actions/pause', { method: 'POST', headers: PAGE, body: '[]' }, 400],
  ['an unknown name', 'actions/constructor', { method: 'POST', headers: PAGE, body: '{}' }, 404],
  ['GET of a drop', 'drop', { headers: PAGE }, 405],
  ['a drop as JSON', 'drop', { method: 'POST', headers: PAGE, body: '{}' }, 415],
  ['POST of a view', 'stores', { method: 'POST', headers: PAGE, body: '{}' }, 405],
])('%s changes nothing', async (_name, path, options, status) => {
  expect(await ask(path, options)).toMatchObject({ status });
  expect(done).toEqual([]);
});

test('a console that only shows refuses every action, and says what lets it', async () => {
  mayAct = false;
  for (const [path, type] of [
    ['actions/pause', 'application/json'],
    ['drop', 'application/octet-stream'],
  ] as const)
    expect(
      await ask(path, { method: 'POST', headers: { ...PAGE, 'content-type': type }, body: '{}' }),
    ).toMatchObject({ status: 403, body: { error: { code: 'ReadOnly' } } });
  expect(done).toEqual([]);
});

test('a session without data gets no lines of it', async () => {
  expect(await ask('imports/imp-1/failed.ndjson')).toMatchObject({
    status: 403,
    body: { error: { code: 'DataHidden' } },
  });
});

test('many viewers are one reading', async () => {
  // Whatever else an address has, it is the same view.
  const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => ask(`stores?again=${at}`)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(reads).toBe(1);
});

test('what who asks can mend is a 409 with its words, of views and downloads alike, and what they cannot is a 502', async () => {
  for (const path of ['events?nextToken=of-another-list', 'imports/nobody/failed.ndjson'])
    expect([path, await ask(path, { headers: { 'x-shows': '1' } })]).toMatchObject([
      path,
      { status: 409, body: { error: { code: 'InvalidUsage' } } },
    ]);
  expect(await ask('imports')).toEqual({
    status: 502,
    body: { error: { code: 'RangeError', message: 'It could not be read (RangeError).' } },
  });
});
