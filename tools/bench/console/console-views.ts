import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { localClientSettings } from '../../../local/boot/index.ts';
import { ledgerOf } from '../../../test/support/ledger-of.ts';
import { writeManyImports } from '../../../test/support/many-imports.ts';
import { PROJECT } from '../../build/index.ts';
import { median } from '../report.ts';

const IMPORTS = 10_000;
const ROUNDS = 20;

/** A reading is shared for half a second on the local cloud, milliseconds. */
const UNTIL_NEW_MS = 600;

/** How long a cloud at rest is watched, milliseconds. */
const REST_MS = 10_000;

/** What is asked, beside an answer of the same process that has to look for nothing. */
const EMPTY = '_inlet/clock';
const API = '_inlet/console/api/v1';
const VIEWS = ['flow', 'imports', 'imports?failed=true', 'stores', 'events', 'try'];

/**
 * What the views of the console take of a local cloud with ten thousand imports: processor time of its process, and the clock, each
 * beside an empty answer of the same run; and the first view after a start.
 */
export async function consoleViews(): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(PROJECT, 'bin/inlet.mjs'), 'local', '--memory', '--port', '0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pid = child.pid ?? 0;
  try {
    const url = await readyAt(child.stdout);
    const unasked = await cpuAtRest(pid, url);
    const first = [
      ['the page, first asked for', await measured(pid, new URL('_inlet/console/', url))],
      ['its first view', await measured(pid, new URL(`${API}/flow`, url))],
    ] as const;
    const unwatched = await cpuAtRest(pid, url);
    await fill(url);
    const paths = [EMPTY, ...VIEWS.map((view) => `${API}/${view}`)];
    const took = new Map(paths.map((path) => [path, [] as Measured[]]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      await pause(UNTIL_NEW_MS);
      for (const path of paths) {
        const one = await measured(pid, new URL(path, url));
        // The first round warms up.
        if (round > 0) took.get(path)?.push(one);
      }
    }
    console.log(`\nThe console, ${IMPORTS} imports in the ledger (mean processor time, median of the clock)`);
    for (const [name, one] of first) console.log(line(name, [one]));
    const seconds = REST_MS / 1000;
    console.log(
      line(`${seconds} s at rest, before the console was asked for`, [{ cpuMs: unasked, wallMs: REST_MS }]),
    );
    console.log(
      line(`${seconds} s at rest, after its first view, while nobody looks`, [
        { cpuMs: unwatched, wallMs: REST_MS },
      ]),
    );
    for (const [path, all] of took)
      console.log(line(path === EMPTY ? 'an empty answer' : path.slice(API.length + 1), all));
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
}

interface Measured {
  cpuMs: number;
  wallMs: number;
}

const line = (name: string, all: readonly Measured[]): string => {
  const cpu = all.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / all.length;
  const wall = median(all.map(({ wallMs }) => wallMs));
  return `  ${cpu.toFixed(1).padStart(7)} ms  ${wall.toFixed(1).padStart(7)} ms  ${name}`;
};

/** Processor time, milliseconds, of a while in which nothing is asked and no schedule is due. */
async function cpuAtRest(pid: number, url: string): Promise<number> {
  for (;;) {
    const { atRest } = (await (await fetch(new URL('_inlet/health', url))).json()) as { atRest: boolean };
    if (atRest) break;
    await pause(UNTIL_NEW_MS);
  }
  const begun = cpuMsOf(pid);
  await pause(REST_MS);
  return cpuMsOf(pid) - begun;
}

async function measured(pid: number, url: URL): Promise<Measured> {
  const [cpu, begun] = [cpuMsOf(pid), performance.now()];
  const response = await fetch(url);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
  return { cpuMs: cpuMsOf(pid) - cpu, wallMs: performance.now() - begun };
}

/** User and system time of a process with its threads, in ticks of a hundredth of a second (proc(5), /proc/[pid]/stat). */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const readyAt = (stdout: Readable): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, url] = /^ready (http:\S+)$/m.exec(text) ?? [];
      if (url !== undefined) resolve(`${url}/`);
    });
    stdout.on('end', () => {
      reject(new Error('the local cloud ended before it was ready'));
    });
  });

/** One import that ended well and one with a failed line, and copies of them. */
async function fill(url: string): Promise<void> {
  const settings = localClientSettings(url);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const drop = (Key: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key, Body }));
  await drop('good/a.ndjson', '{"resourceType": "Patient", "id": "a"}\n');
  await drop('bad/a.ndjson', '{"resourceType": "Patient", "id": "x", "birthDate": "when"}\n');
  for (;;) {
    const { ended } = (await (await fetch(new URL(`${API}/imports`, url))).json()) as {
      ended: { counts: object | null }[];
    };
    if (ended.filter(({ counts }) => counts !== null).length === 2) break;
    await pause(UNTIL_NEW_MS);
  }
  const ledger = ledgerOf(url);
  await writeManyImports(ledger, IMPORTS);
  ledger.client.destroy();
  s3.destroy();
}
