import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** Loads a bundle, calls it once, and writes to its fourth descriptor when each was done (epoch milliseconds). */
const FIRST_CALL = `
const [file, event] = process.argv.slice(1);
const now = () => performance.timeOrigin + performance.now();
const { handler } = require(file);
const loaded = now();
const context = {
  awsRequestId: 'bench',
  functionName: 'bench',
  functionVersion: '$LATEST',
  memoryLimitInMB: '256',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:bench',
  getRemainingTimeInMillis: () => 30000,
};
handler(JSON.parse(event), context).then((answer) => {
  require('node:fs').writeSync(3, JSON.stringify([loaded, now(), answer ?? null]));
  process.exit(0);
});`;

/** A handler in a file, and what it is called with. */
export interface Called {
  file: string;
  environment: Record<string, string>;
  /** Made anew for each call: what was recorded once takes a shorter way the next time. */
  event: () => unknown;
}

/** What a handler's first call took and answered. */
export interface FirstCall {
  /** Milliseconds from the process's start until the bundle was loaded. */
  loaded: number;
  /** Until the call was answered. */
  answered: number;
  answer: unknown;
}

/** Calls a handler once, in a process of its own. @throws Error where it does not answer */
export async function firstCall({ file, environment, event }: Called): Promise<FirstCall> {
  const begun = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, ['-e', FIRST_CALL, file, JSON.stringify(event())], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const written = await text(child.stdio[3] as Readable);
  const [code] = await closed;
  if (code !== 0) throw new Error(`${file} did not answer`);
  const [loaded, answered, answer] = JSON.parse(written) as [number, number, unknown];
  return { loaded: loaded - begun, answered: answered - begun, answer };
}
