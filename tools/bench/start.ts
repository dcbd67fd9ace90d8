import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endingWithThis } from '../build/index.ts';
import { inFolder } from './in-folder.ts';
import { interleaved, sampled } from './interleaved.ts';
import { report } from './report.ts';

const ROUNDS = 9;
const INLET = 'bin/inlet.mjs';
const LOCAL = [INLET, 'local', '--memory', '--port', '0'];

/** Milliseconds from a process's start to its end. */
async function timeToEnd(...args: string[]): Promise<number> {
  const begun = performance.now();
  const child = endingWithThis(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(code)}`);
  return performance.now() - begun;
}

/** Milliseconds from the start of a local cloud to its ready line; it is ended then. */
async function timeToReady(): Promise<number> {
  const begun = performance.now();
  const child = endingWithThis(spawn(process.execPath, LOCAL, { stdio: ['ignore', 'pipe', 'inherit'] }));
  const closed = once(child, 'close');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ready ')) break;
  }
  const elapsed = performance.now() - begun;
  child.kill('SIGTERM');
  await closed;
  return elapsed;
}

/** Seconds of a processor that a command takes, its own and the system's. */
function cpuSeconds(...args: string[]): number {
  const { stdout } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&1; } 2>&1', '-', process.execPath, ...args],
    { encoding: 'utf8' },
  );
  return stdout
    .trim()
    .split(' ')
    .reduce((sum, part) => sum + Number(part), 0);
}

/** Seconds of a processor for commands that ask nobody: of each the least of several rounds, since what else runs only adds to it. */
async function shortCommands(): Promise<void> {
  const seconds = await inFolder((folder) =>
    sampled(ROUNDS, {
      empty: () => cpuSeconds('-e', ''),
      version: () => cpuSeconds(INLET, '--version'),
      help: () => cpuSeconds(INLET, 'status', '--help'),
      nothing: () => cpuSeconds(INLET, 'validate', folder),
    }),
  );
  const toEmpty = (name: keyof typeof seconds): number =>
    Math.min(...seconds[name]) / Math.min(...seconds.empty);
  report('commands that ask nobody, seconds of a processor', 'an empty Node process', [
    ['inlet --version', toEmpty('version')],
    ['inlet status --help', toEmpty('help')],
    ['inlet validate of an empty folder', toEmpty('nothing')],
  ]);
}

/**
 * How long `npm start` takes to its ready line once everything is built, and the share of each part. The parts are
 * told apart by commands that end earlier: an empty Node process, `inlet --help` (finds the command line compiled and
 * loads it), `inlet local --help` (loads the local cloud too), `inlet package` (finds the package up to date).
 */
export async function start(): Promise<void> {
  await timeToReady();
  const { empty, help, modules, check, ready } = await interleaved(ROUNDS, {
    empty: () => timeToEnd('-e', ''),
    help: () => timeToEnd(INLET, '--help'),
    modules: () => timeToEnd(INLET, 'local', '--help'),
    check: () => timeToEnd(INLET, 'package'),
    ready: timeToReady,
  });
  report('npm start, warm', 'an empty Node process', [
    ['to the ready line', ready / empty],
    ['of it: the command line, found compiled and loaded', (help - empty) / empty],
    ['of it: the modules of the local cloud', (modules - help) / empty],
    ['of it: the package, found up to date', (check - help) / empty],
    ['of it: template read, tables and services made, port opened', (ready - modules - check + help) / empty],
  ]);
  console.log(`  the ready line stood there after ${(ready / 1000).toFixed(2)} s here`);
  await shortCommands();
}
