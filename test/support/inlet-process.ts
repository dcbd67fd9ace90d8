import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './cloud.ts';
import { createEventGuard, guardEventsOf } from './event-guard.ts';

/** A running `inlet` command, as a person's shell runs it. */
export interface InletProcess {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** The URL of the line "ready http://...". */
  ready: () => Promise<string>;
  /** Sends a signal. */
  kill: (signal: NodeJS.Signals) => void;
  /** Waits for the end and returns the exit code; null where a signal ended it. @throws Error where an event of its cloud broke the contract */
  exit: () => Promise<number | null>;
}

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'inlet.mjs');

/** Starts `inlet <args>` with this process's Node. */
export function startInlet(args: string[], environment: Record<string, string> = {}): InletProcess {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });
  const output = { stdout: '', stderr: '' };
  const guard = createEventGuard();
  let guarded: Promise<void> | undefined;
  const hear = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    output[stream] += chunk.toString('utf8');
    const url = guarded ? undefined : readyLine();
    if (url !== undefined) guarded = guardEventsOf(url, guard);
  };
  child.stdout.on('data', hear('stdout'));
  child.stderr.on('data', hear('stderr'));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const readyLine = (): string | undefined => /^ready (http:\S+)$/m.exec(output.stdout + output.stderr)?.[1];
  return {
    child,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    async ready() {
      await until(() => readyLine() !== undefined || child.exitCode !== null, 'the ready line');
      const url = readyLine();
      if (url === undefined) throw new Error(`inlet ended: ${output.stderr}`);
      return url;
    },
    kill: (signal) => child.kill(signal),
    async exit() {
      const code = await ended;
      await guarded;
      guard.check();
      return code;
    },
  };
}
