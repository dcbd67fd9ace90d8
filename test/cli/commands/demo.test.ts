import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/project.ts';

test('Ctrl-C ends the demo with 130', async () => {
  const demo = spawn(process.execPath, [join(PROJECT, 'bin', 'inlet.mjs'), 'demo'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  let shown = '';
  for await (const text of demo.stdout.setEncoding('utf8') as AsyncIterable<string>) {
    shown += text;
    if (shown.includes('arrived')) demo.kill('SIGINT');
  }
  expect(await ended).toEqual([130, null]);
});
