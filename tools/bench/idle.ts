import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { endingWithThis } from '../build/index.ts';
import { canTellPeak, residentOf, processorSecondsOf, treeOf } from './processes.ts';
import { median, report } from './report.ts';

/** A cloud rests five seconds after its last work; what it did to start is over by then. */
const BEGINS_AFTER_MS = 15_000;
const MEASURED_MS = 60_000;
const LOOKS = 60;
const ROUNDS = 3;

interface Taken {
  /** Processor seconds a minute of the process and of those it has started. */
  seconds: number;
  /** Bytes: the median of the looks, and the most that one of them saw. */
  resident: number;
  most: number;
}

async function taken(args: readonly string[], isReady: (line: string) => boolean): Promise<Taken> {
  const child = endingWithThis(spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] }));
  const ended = once(child, 'close');
  try {
    for await (const line of createInterface(child.stderr)) if (isReady(line)) break;
    child.stderr.resume();
    await pause(BEGINS_AFTER_MS);
    const before = secondsOf(child.pid);
    // One look at the end would tell of the second in which it happens to be: a rate runs once in the minute.
    const looks: number[] = [];
    for (let look = 0; look < LOOKS; look++) {
      await pause(MEASURED_MS / LOOKS);
      looks.push(treeOf(child.pid).reduce<number>((sum, pid) => sum + residentOf(pid), 0));
    }
    const seconds = secondsOf(child.pid) - before;
    return {
      seconds: (seconds * 60_000) / MEASURED_MS,
      resident: median(looks),
      most: Math.max(...looks),
    };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

const secondsOf = (pid: number | undefined): number =>
  treeOf(pid).reduce<number>((sum, each) => sum + processorSecondsOf(each), 0);

/** A Node process that does nothing but stay. */
const EMPTY = ['-e', 'setInterval(() => {}, 2 ** 30); console.error("ready")'];
const CLOUD = ['bin/inlet.mjs', 'local', '--memory', '--port', '0', '--json'];

/** What a local cloud takes while nobody uses it, beside a Node process that does nothing. */
export async function idle(): Promise<void> {
  if (!canTellPeak()) {
    console.log('\nidle: not measured, for this system has no /proc');
    return;
  }
  const rounds: { cloud: Taken; empty: Taken }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // Side by side, for what else the machine does falls on both.
    const [cloud, empty] = await Promise.all([
      taken(CLOUD, (line) => line.startsWith('ready ')),
      taken(EMPTY, (line) => line === 'ready'),
    ]);
    rounds.push({ cloud, empty });
  }
  const ratio = median(rounds.map(({ cloud, empty }) => cloud.resident / empty.resident));
  report('memory of a local cloud that nobody uses', 'a Node process that does nothing', [
    ['resident', ratio],
  ]);
  const of = (what: keyof Taken): number => median(rounds.map(({ cloud }) => cloud[what]));
  console.log(
    `  that is ${Math.round(of('resident') / 1e6)} MB here, ${Math.round(of('most') / 1e6)} MB at most while its rates run, ` +
      `and ${of('seconds').toFixed(2)} s of processors a minute ` +
      `(the other: ${median(rounds.map(({ empty }) => empty.seconds)).toFixed(2)} s)`,
  );
}
