import { spawn } from 'node:child_process';
import { median, report } from './report.ts';

/** Warm starts measured; each beside an empty Node process. */
const RUNS = 7;

/** Milliseconds from the process's start to a line that matches, and then its end. */
function timeToLine(args: string[], pattern: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (!pattern.test(text)) return;
      const elapsed = performance.now() - begun;
      child.once('close', () => {
        resolve(elapsed);
      });
      child.kill('SIGTERM');
    });
    child.once('error', reject);
  });
}

/**
 * How long `npm start` takes to its ready line once everything is built, and the share of each part: an empty
 * Node, `inlet --help` (Node, compiling the command line, loading it), the whole start.
 */
export async function start(): Promise<void> {
  const samples: Record<'empty' | 'help' | 'ready', number[]> = { empty: [], help: [], ready: [] };
  await timeToLine(['bin/inlet.mjs', 'local', '--memory', '--port', '0'], /ready/);
  for (let run = 0; run < RUNS; run += 1) {
    samples.empty.push(
      await timeToLine(['-e', 'console.log("ready"); setInterval(() => {}, 1000)'], /ready/),
    );
    samples.help.push(await timeToLine(['bin/inlet.mjs', '--help'], /Usage/));
    samples.ready.push(await timeToLine(['bin/inlet.mjs', 'local', '--memory', '--port', '0'], /ready/));
  }
  const [empty, help, ready] = [median(samples.empty), median(samples.help), median(samples.ready)];
  report('npm start, warm', 'an empty Node process', [
    ['to the ready line', ready / empty],
    ['of it: command line compiled and loaded', (help - empty) / empty],
    ['of it: package checked, template read, services and port up', (ready - help) / empty],
  ]);
  console.log(`  the ready line stood there after ${(ready / 1000).toFixed(2)} s here`);
}
