import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../support/cloud.ts';
import { PROJECT } from '../../../tools/build/index.ts';

const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
  import { Worker } from 'node:worker_threads';
  import { spareMemory } from '${join(PROJECT, 'tools', 'scripts', 'spare-memory.mjs')}';
  spareMemory();
  const begunWith = readFileSync('/proc/self/environ', 'utf8').split('\\0').filter((line) => line.startsWith('MALLOC_'));
  const passedOn = Object.keys(process.env).filter((name) => name.startsWith('MALLOC_'));
  // The saver keeps nurseries small, too: they are looked at without it.
  if (process.execArgv.includes('--memory-saver-mode')) setFlagsFromString('--no-memory-saver-mode');
  // What lives on makes V8 take as much of a nursery as it may.
  const grow = \`
    const kept = [];
    for (let at = 0; at < 3e6; at += 1) kept[at % 1e5] = { at };
    const { space_size } = require('node:v8').getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  \`;
  const ofMain = new Function('require', grow + 'return space_size')(() => ({ getHeapSpaceStatistics }));
  const thread = new Worker(grow + "require('node:worker_threads').parentPort.postMessage(space_size)", { eval: true });
  thread.once('message', (ofThread) => {
    const isSmall = [ofMain, ofThread].map((bytes) => bytes <= 8 * 1024 ** 2);
    console.log(JSON.stringify({ pid: process.pid, begunWith, passedOn, last: process.argv.at(-1), execArgv: process.execArgv, isSmall }));
  });
`;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let program: string;
beforeAll(async () => {
  temporary = await temporaryFolder();
  program = join(temporary.folder, 'program.mjs');
  writeFileSync(program, PROGRAM);
});
afterAll(async () => {
  await temporary.remove();
});

async function run(argument: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--no-deprecation', program, argument], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  expect(errors).toBe('');
  return { pid: child.pid, said: JSON.parse(out) as object };
}

// Elsewhere nothing is begun anew.
const onLinux = process.platform === 'linux' && Number.parseInt(process.versions.node, 10) >= 24;

/** Which heaps are kept small: the rest of the process may look for it, and lift it for a while. */
const SAVERS = process.versions.node.startsWith('24.') ? ['--memory-saver-mode'] : [];

test('a process that spares memory begins anew under its number, and passes nothing on', async () => {
  if (!onLinux) {
    process.stderr.write('not tried: only Linux with Node 24 begins a process anew\n');
    return;
  }
  const { pid, said } = await run('local');
  expect(said).toEqual({
    pid,
    begunWith: ['MALLOC_ARENA_MAX=1', 'MALLOC_MMAP_THRESHOLD_=65536', 'MALLOC_TRIM_THRESHOLD_=131072'],
    passedOn: [],
    last: 'local',
    execArgv: [...SAVERS, '--no-deprecation'],
    // The main thread's nursery, and that of a thread, which has its own.
    isSmall: [true, false],
  });
});

test('it goes on as it is where the person has said how, and where it would lose a pipe', async () => {
  if (!onLinux) return;
  expect((await run('local', { MALLOC_ARENA_MAX: '3' })).said).toMatchObject({
    begunWith: ['MALLOC_ARENA_MAX=3'],
    passedOn: ['MALLOC_ARENA_MAX'],
  });
  expect((await run('/dev/fd/63')).said).toMatchObject({ begunWith: [] });
  expect((await run('local', { NODE_OPTIONS: '--max-semi-space-size=16' })).said).toMatchObject({
    isSmall: [false, false],
  });
});
