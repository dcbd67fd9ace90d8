import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { SIGNED } from './endpoint.ts';
import type { Send } from './model/requests.ts';
import { sender } from './model/requests.ts';
import { Differs, walk } from './model/walk.ts';

/** Node 22 needs the flag to take TypeScript as it is. */
const PROGRAM = [
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
  join(import.meta.dirname, 'model/serve-until-killed.ts'),
];

async function serve(stateFolder: string): Promise<{ child: ChildProcess; send: Send }> {
  const child = spawn(process.execPath, [...PROGRAM, stateFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, send: sender(url, SIGNED) };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

test.each([1, 2])(
  'a server that is killed again and again stays as the model, each write done or not (seed %i)',
  async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'inlet-model-'));
    let server = await serve(folder);
    const path = walk(() => server.send, seed);
    let done = 0;
    for (let round = 0; round < 12; round++) {
      for (let at = 0; at < 60; at++) await path.step();
      const under = path.uncertain();
      const asked = server.send(under.ask).catch(() => undefined);
      // Later in each round: before the request has come, while it is done, behind its answer.
      await new Promise((resolve) => setTimeout(resolve, round % 6));
      await kill(server.child);
      await asked;
      server = await serve(folder);
      const before = path.model;
      path.model = under.done;
      try {
        await path.compareAll();
        done++;
      } catch (error) {
        if (!(error instanceof Differs)) throw error;
        path.model = before;
        await path.compareAll();
      }
    }
    await kill(server.child);
    rmSync(folder, { recursive: true });
    expect(done).toBeGreaterThan(0);
  },
);
