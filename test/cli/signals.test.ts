import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder, until } from '../support/cloud.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const PROGRAM = join(PROJECT, 'bin', 'inlet.mjs');

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
  'inlet validate, which waits for its input, is ended by %s with %d, and leaves the report of yesterday as it was',
  async (signal, expected) => {
    const { folder, remove } = await temporaryFolder();
    writeFileSync(join(folder, 'report.html'), 'of yesterday');
    const command = spawn(process.execPath, [PROGRAM, 'validate', '-', '--html', 'report.html'], {
      cwd: folder,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    command.stdin.on('error', () => undefined);
    const ended = once(command, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    // More than a pipe holds: once it is written, somebody reads.
    await new Promise((resolve) => command.stdin.write(' '.repeat(2 ** 20), resolve));
    expect(readdirSync(folder)).toHaveLength(2);
    command.kill(signal);
    expect(exitCodeOf(...(await ended))).toBe(expected);
    expect([readdirSync(folder), readFileSync(join(folder, 'report.html'), 'utf8')]).toEqual([
      ['report.html'],
      'of yesterday',
    ]);
    await remove();
  },
);

/** What works for long, and by what one sees that it does: its first words, or a temporary folder. */
const WORKING: readonly (readonly [args: readonly string[], sign: RegExp | 'a folder'])[] = [
  [['build', '--stage', 'prod'], /^/],
  [['package', '--stage', 'prod'], 'a folder'],
  [['generate'], /^/],
  [['demo'], 'a folder'],
  [['local', '--memory', '--port', '0'], 'a folder'],
  [['bench', '--only', 'start'], 'a folder'],
  [['bench', '--only', 'import'], 'a folder'],
  [['bench', '--only', 'fhir-memory'], 'a folder'],
];

/** What the stage was packaged of. */
const PACKAGED = join(PROJECT, 'dist', 'prod', 'package', 'inputs.sha256');

/** Where the framework works, as long as it does. */
const serviceFolders = (pid: number | undefined): string[] =>
  readdirSync(join(PROJECT, 'dist')).filter((name) => name.startsWith(`.service-${String(pid)}-`));

test.each(
  WORKING.map(([args, sign], at) => [args.join(' '), ...SIGNALS[at % 2 === 0 ? 0 : 1], args, sign] as const),
)(
  'inlet %s, at work, is ended by %s with %d, and nothing of it is left behind',
  async (_, signal, expected, args, sign) => {
    const temporary = await temporaryFolder();
    // Where nothing has changed since the last time there is nothing to package.
    if (args[0] === 'package') rmSync(PACKAGED, { force: true });
    const command = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: PROJECT,
      env: { ...process.env, TMPDIR: temporary.folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    command.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(command, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const left = (): string[] => [...readdirSync(temporary.folder), ...serviceFolders(command.pid)];
    await until(
      () => command.exitCode !== null || (sign === 'a folder' ? left().length > 0 : sign.test(said)),
      'the command to be at work',
    );
    command.kill(signal);
    expect(exitCodeOf(...(await ended))).toBe(expected);
    // A process that it has started has removed its own, or holds it still.
    await until(() => left().length === 0, 'nothing to be left behind');
    await temporary.remove();
  },
);
