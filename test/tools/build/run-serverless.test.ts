import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../../support/cloud.ts';
import { PROJECT } from '../../../tools/build/project.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'inlet-serverless-'));
  const bin = join(root, 'node_modules', 'serverless', 'bin');
  mkdirSync(bin, { recursive: true });
  // A framework that says who it is, and never ends.
  writeFileSync(
    join(bin, 'serverless.js'),
    'require("node:fs").writeFileSync("pid", String(process.pid)); setInterval(() => undefined, 1000);',
  );
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const pidOf = (): number => {
  try {
    return Number(readFileSync(join(root, 'pid'), 'utf8'));
  } catch {
    return 0;
  }
};

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('the framework does not outlive a command that %s ends', async (signal, expected) => {
  const importing = (path: string): string => `await import(${JSON.stringify(join(PROJECT, path))})`;
  const program = `
    const { exitOnSignals } = ${importing('cli/local/interrupt.ts')};
    const { runServerless } = ${importing('tools/build/run-serverless.ts')};
    exitOnSignals();
    const root = ${JSON.stringify(root)};
    await runServerless({ root, folder: root }, ['package']);`;
  const command = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
  const ended = once(command, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await until(() => pidOf() > 0 || command.exitCode !== null, 'the framework to run');
  command.kill(signal);
  expect((await ended)[0]).toBe(expected);
  await until(() => !runs(pidOf()), 'the framework to end');
});
