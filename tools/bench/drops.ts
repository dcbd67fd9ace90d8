import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endingWithThis } from '../build/index.ts';
import { canTellPeak, peakOf, processorSecondsOf } from './processes.ts';
import { median, report } from './report.ts';

const DROPS = 200;
const ROUNDS = 5;

/** The processor time of a Node process that does nothing, in seconds. */
function emptyProcess(): number {
  const { stdout } = spawnSync(process.execPath, ['-p', 'JSON.stringify(process.cpuUsage())'], {
    encoding: 'utf8',
  });
  const { user, system } = JSON.parse(stdout) as NodeJS.CpuUsage;
  return (user + system) / 1e6;
}

/** What a local cloud takes for so many folders of one file, dropped as fast as it takes them, up to their summaries. */
async function takenFor(drops: number): Promise<{ seconds: number; idle: number; peak: number }> {
  const cloud = endingWithThis(
    spawn(process.execPath, ['bin/inlet.mjs', 'local', '--memory', '--port', '0', '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  const ended = once(cloud, 'close');
  const ready = Promise.withResolvers<string>();
  const counted = Promise.withResolvers<undefined>();
  let warm = (): void => undefined;
  let summaries = 0;
  createInterface({ input: cloud.stderr }).on('line', (line) => {
    const url = /^ready (\S+)$/.exec(line)?.[1];
    if (url !== undefined) ready.resolve(url);
  });
  createInterface({ input: cloud.stdout }).on('line', (line) => {
    if (!line.includes('"detail-type":"Import Results Summarized"')) return;
    summaries += 1;
    warm();
    if (summaries > drops) counted.resolve(undefined);
  });
  cloud.once('exit', (code) => {
    const early = new Error(`the local cloud ended with ${code ?? 'a signal'} before its work`);
    ready.reject(early);
    counted.reject(early);
  });
  try {
    const url = await ready.promise;
    const drop = async (name: string): Promise<void> => {
      const body = `${JSON.stringify({ resourceType: 'Patient', id: name })}\n`;
      const { ok } = await fetch(`${url}/inlet-local-inbox/${name}/Patient.ndjson`, { method: 'PUT', body });
      if (!ok) throw new Error('the local cloud did not take a file');
    };
    // The first import loads what all others use.
    const isWarm = new Promise<void>((resolve) => (warm = resolve));
    await drop('warm');
    await isWarm;
    const idle = peakOf(cloud.pid);
    const before = processorSecondsOf(cloud.pid);
    for (let name = 0; name < drops; name += 1) await drop(`drop-${name}`);
    await counted.promise;
    return { seconds: processorSecondsOf(cloud.pid) - before, idle, peak: peakOf(cloud.pid) };
  } finally {
    cloud.kill('SIGTERM');
    await ended;
  }
}

/** What a drop of one file costs the local cloud, from its upload to its summary: processor time and memory. */
export async function drops(): Promise<void> {
  if (!canTellPeak()) {
    console.log('\ndrops: not measured, for this system has no /proc');
    return;
  }
  const empty = median(Array.from({ length: ROUNDS }, emptyProcess));
  const { seconds, idle, peak } = await takenFor(DROPS);
  const each = seconds / DROPS;
  report(`processor time of a drop of one file, of ${DROPS}`, 'an empty Node process', [
    ['a drop', each / empty],
  ]);
  console.log(`  that is ${each.toFixed(3)} s here, of an empty process ${empty.toFixed(3)} s`);
  report(`most memory of the process over ${DROPS} drops`, 'after the first', [
    ['with the others', peak / idle],
  ]);
  console.log(`  that is ${Math.round(peak / 1e6)} MB here`);
}
