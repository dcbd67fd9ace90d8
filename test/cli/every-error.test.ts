import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { COMMANDS } from '../../cli/all-commands.ts';
import { main } from '../../cli/main.ts';
import { systemFailureText } from '../../cli/terminal/failure-text.ts';
import { temporaryFolder } from '../support/cloud.ts';
import { runInlet, unbroken } from '../support/run-inlet.ts';

const systemError = (members: object): Error => Object.assign(new Error('it failed'), members);

/** Node's errors that a person's machine or command line is the cause of. */
const ERRORS: readonly [name: string, error: Error, text: RegExp][] = [
  ...['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTEMPTY', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'].map(
    (code): [string, Error, RegExp] => [
      code,
      systemError({ code, path: '/some/where' }),
      /^\/some\/where .*: /,
    ],
  ),
  ...['ENAMETOOLONG', 'EMFILE', 'ENFILE', 'EIO', 'EBUSY', 'EDQUOT', 'ENOSPC'].map(
    (code): [string, Error, RegExp] => [code, systemError({ code, path: '/some/where' }), /^\/some\/where /],
  ),
  ['EIO of an open file', systemError({ code: 'EIO', syscall: 'read' }), /^something that was opened .*EIO/],
  [
    'one without advice',
    systemError({ code: 'ENXIO', errno: -6, syscall: 'open', path: '/some/where' }),
    /^\/some\/where cannot be used: no such device or address \(ENXIO\)/,
  ],
  [
    'one of an address without advice',
    systemError({ code: 'ENETDOWN', errno: -100, syscall: 'connect', address: '10.0.0.1', port: 80 }),
    /^10\.0\.0\.1:80: network is down \(ENETDOWN\)/,
  ],
  ['ENOSPC of a write', systemError({ code: 'ENOSPC', syscall: 'write' }), /disk is full/],
  ['SQLITE_FULL', systemError({ code: 'ERR_SQLITE_ERROR', errcode: 13 }), /disk is full/],
  [
    'no TMPDIR',
    systemError({ code: 'ENOENT', syscall: 'mkdtemp', path: '/no/inlet-XXXXXX' }),
    /in \/no .*TMPDIR/,
  ],
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
    'EADDRINUSE',
    'EADDRNOTAVAIL',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ].map((code): [string, Error, RegExp] => [
    code,
    systemError({ code, address: '127.0.0.1', port: 4566 }),
    /^127\.0\.0\.1:4566: .*: /,
  ]),
  ...['ENOTFOUND', 'EAI_AGAIN'].map((code): [string, Error, RegExp] => [
    code,
    systemError({ code, hostname: 'h.invalid' }),
    /^h\.invalid: /,
  ]),
  ['EACCES of a port', systemError({ code: 'EACCES', address: '127.0.0.1', port: 80 }), /port above 1023/],
  ['a bad address', systemError({ code: 'ERR_INVALID_URL', input: 'htp:/x' }), /^htp:\/x: that is no URL/],
  [
    'fetch failed',
    new TypeError('fetch failed', { cause: systemError({ code: 'ECONNREFUSED', address: '::1', port: 1 }) }),
    /^::1:1: nothing listens there/,
  ],
  [
    'one error for each address of a host',
    new TypeError('fetch failed', {
      cause: new AggregateError([systemError({ code: 'ECONNREFUSED', address: '::1', port: 1 })]),
    }),
    /^::1:1: nothing listens there/,
  ],
];

describe.each(COMMANDS.map(({ name }) => name))('inlet %s', (name) => {
  test.each(ERRORS)('says of %s in a sentence what to do, and ends with 1', async (_, error, text) => {
    const commands = COMMANDS.map((entry) => ({
      ...entry,
      load: async () => ({
        ...(await entry.load()),
        judge: () => undefined,
        options: {},
        operand: { usage: '[any]' },
        run: () => Promise.reject(error),
      }),
    }));
    const lines: string[] = [];
    jest.spyOn(console, 'error').mockImplementation((line) => void lines.push(String(line)));
    expect(await main([name], commands)).toBe(1);
    jest.restoreAllMocks();
    expect(lines).toHaveLength(1);
    const line = unbroken(lines.join('\n'));
    expect(line).toMatch(new RegExp(`^inlet ${name}: `));
    expect(line.slice(`inlet ${name}: `.length)).toMatch(text);
    expect(line).not.toContain('\n');
  });
});

test('a fault of Inlet’s own is none of those', () => {
  expect(systemFailureText(new TypeError('x is undefined'))).toBeUndefined();
  expect(systemFailureText('out of paper')).toBeUndefined();
  expect(systemFailureText(systemError({ code: 'ENOENT' }))).toBeUndefined();
});

describe('what listens at AWS_ENDPOINT_URL', () => {
  const web = (status: number) =>
    createServer((_, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end('<p>hi</p>'),
    );
  const json = (status: number, body: string, location?: string) =>
    createServer((_, response) =>
      response
        .writeHead(status, {
          'content-type': 'application/json',
          ...(location !== undefined && { location }),
        })
        .end(body),
    );
  const servers = {
    json: json(200, '{}'),
    notFound: json(404, '{"message":"no"}'),
    failed: json(500, '{}'),
    moved: json(302, '', 'http://127.0.0.1:9/login'),
    page: web(200),
    nothing: web(404),
    broken: web(502),
    cuts: createServer((request) => request.socket.destroy()),
    other: createTcpServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-x\r\n')),
  };
  const portOf = (name: keyof typeof servers): number => (servers[name].address() as AddressInfo).port;
  beforeAll(async () => {
    for (const server of Object.values(servers))
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const server of Object.values(servers)) server.close();
  });

  test.each([
    ['json', 'http'],
    ['notFound', 'http'],
    ['failed', 'http'],
    ['moved', 'http'],
    ['page', 'http'],
    ['nothing', 'http'],
    ['broken', 'http'],
    ['cuts', 'http'],
    ['other', 'http'],
    ['page', 'https'],
  ] as const)('may be %s by %s: no command shows a stack', async (server, protocol) => {
    const url = `${protocol}://127.0.0.1:${portOf(server)}`;
    for (const args of [
      ['env'],
      ['status'],
      ['trace', 'imp-1'],
      ['import', 's3://inlet-local-inbox/x/'],
      ['redrive', 'imp-1'],
      ['pause', 'default'],
      ['resume', 'default'],
      ['token', '--scope', 'system/*.rs'],
    ]) {
      const { code, stderr } = await runInlet(url, args);
      expect([code, unbroken(stderr).trimEnd().split('\n')]).toEqual([1, [expect.stringMatching(url)]]);
      expect(unbroken(stderr)).toMatch(/AWS_ENDPOINT_URL|see whether it is http or https/);
    }
  });

  test.each([
    'nourl',
    'ftp://127.0.0.1',
    'http://',
    'http://127.0.0.1:1/path',
    'http://127.0.0.1:1/?a=b',
    'http://127.0.0.1:1/#a',
    'http://somebody:secret@127.0.0.1:1',
  ])('is refused where it is %s', async (url) => {
    const { code, stderr } = await runInlet(url, ['status']);
    expect([code, unbroken(stderr)]).toEqual([1, expect.stringMatching(/must be a URL like http/)]);
    expect(stderr).not.toContain('secret');
  });
});

describe('a path that cannot be used', () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    temporary = await temporaryFolder();
    writeFileSync(join(temporary.folder, 'file'), 'x');
  });
  afterAll(() => temporary.remove());

  test.each([
    [['local', '--state', 'FILE']],
    [['local', '--state', 'FILE/below']],
    [['local', '--drop', 'FILE/below']],
    [['local', '--drop', 'NOTHING']],
    [['local', '--package', 'FILE']],
    [['local', '--exit-when-idle', '--report', 'FILE/below']],
    [['local', '--exit-when-idle', '--report', 'NOTHING/below']],
    [['validate', 'NOTHING']],
    [['validate', 'FILE/below']],
    [['validate', 'FILE', '--level', 'strict', '--package', 'NOTHING']],
    [['build', '--stage', 'nowhere']],
  ])('%j is said in a sentence', async (args) => {
    const paths = args.map((arg) =>
      arg
        .replace('FILE', join(temporary.folder, 'file'))
        .replace('NOTHING', join(temporary.folder, 'nothing')),
    );
    const { code, stderr } = await runInlet('', args[0] === 'local' ? [...paths, '--port', '0'] : paths);
    expect([code, unbroken(stderr).trimEnd().split('\n')]).toEqual([
      1,
      [expect.stringMatching(/^inlet \w+: .*(file|nothing|nowhere)/)],
    ]);
    expect(stderr).not.toContain('    at ');
  });
});
