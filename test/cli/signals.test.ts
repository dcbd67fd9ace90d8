import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'inlet.mjs');

/** Takes every request and answers none. */
let silent: Server;
beforeAll(async () => {
  silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

const WAITING = [
  ['env'],
  ['status'],
  ['status', '--watch'],
  ['trace', 'imp-1'],
  ['import', 's3://inlet-local-inbox/x/'],
  ['import', '--again', 'imp-1', '--reason', 'x'],
  ['redrive', 'imp-1'],
  ['export', 'everything', '--watch'],
  ['pause', 'default'],
  ['resume', 'default'],
  ['token', '--scope', 'system/*.rs'],
];

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

/** As a shell has it, for which a process that a signal ended has 128 and its number. */
const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null): number | null =>
  signal === null ? code : (({ SIGINT: 130, SIGTERM: 143 } as Record<string, number>)[signal] ?? null);

// One signal each, in turns: what a command does about them does not depend on which it is.
test.each(WAITING.map((args, at) => [args.join(' '), ...SIGNALS[at % 2 === 0 ? 0 : 1], args] as const))(
  'inlet %s, which waits for an answer, is ended by %s with %d',
  async (_, signal, expected, args) => {
    const { port } = silent.address() as AddressInfo;
    const asked = once(silent, 'request');
    const command = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...process.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
      stdio: 'ignore',
    });
    const ended = once(command, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    await Promise.race([asked, ended]);
    command.kill(signal);
    expect(exitCodeOf(...(await ended))).toBe(expected);
  },
);

test.each(SIGNALS)(
  'inlet validate, which waits for its input, is ended by %s with %d',
  async (signal, expected) => {
    const command = spawn(process.execPath, [PROGRAM, 'validate', '-'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    command.stdin.on('error', () => undefined);
    const ended = once(command, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    // More than a pipe holds: once it is written, somebody reads.
    await new Promise((resolve) => command.stdin.write(' '.repeat(2 ** 20), resolve));
    command.kill(signal);
    expect(exitCodeOf(...(await ended))).toBe(expected);
  },
);
