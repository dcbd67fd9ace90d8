import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { endingWithThis } from '../build/index.ts';
import { inFolder, writeObservations } from './in-folder.ts';
import { canTellPeak, peakOf } from './processes.ts';
import { report } from './report.ts';

const BYTES = 300_000_000;

/** The peak of a local cloud's own process, up to the event that `isEnd` takes for the end. */
async function peakUntil(args: string[], isEnd: (line: string) => boolean): Promise<number> {
  const cloud = endingWithThis(
    spawn(process.execPath, ['bin/inlet.mjs', 'local', '--memory', '--port', '0', '--json', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  const ended = new Promise((resolve) => cloud.once('close', resolve));
  try {
    return await new Promise((resolve, reject) => {
      const look = (line: string): void => {
        if (isEnd(line)) resolve(peakOf(cloud.pid));
      };
      createInterface({ input: cloud.stdout }).on('line', look);
      createInterface({ input: cloud.stderr }).on('line', look);
      cloud.once('exit', (code) => {
        reject(new Error(`the local cloud ended with ${code ?? 'a signal'} before its work`));
      });
    });
  } finally {
    cloud.kill('SIGTERM');
    await ended;
  }
}

/** What an import of a large file takes of the local cloud's memory, beside a cloud that has nothing to do. */
export async function memory(): Promise<void> {
  if (!canTellPeak()) {
    console.log('\nmemory: not measured, for this system has no /proc');
    return;
  }
  await inFolder(async (folder) => {
    const file = await writeObservations(folder, BYTES);
    const idle = await peakUntil([], (line) => line.startsWith('ready '));
    const importing = await peakUntil(['--drop', file], (line) => line.includes('"status":"COMPLETED"'));
    report(`most memory of the process, import of ${BYTES / 1e6} MB`, 'a cloud without work', [
      ['with the import', importing / idle],
    ]);
    console.log(
      `  that is ${Math.round(importing / 1e6)} MB here, of which the file would be ${BYTES / 1e6}`,
    );
  });
}
