import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Answer, Question } from './messages.ts';

/** The thread's program: compiled with the command line, or as a source in the repository. */
const COMPILED = new URL('../../cli/testing-host.mjs', import.meta.url);
const SOURCE = new URL('./testing-host.ts', import.meta.url);

interface Host {
  worker: Worker;
  waiting: Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>;
}

let host: Host | undefined;
let last = 0;

/**
 * Asks the thread that all clouds of this process live in. It is a thread, so that a runner's own globals and modules (jest's, vitest's) do not reach
 * the clouds, and one for all, so that their code is loaded once.
 * @throws Error with the words and the `code` of what went wrong there
 */
export function ask(cloud: number, does: Question['does'], given?: unknown): Promise<unknown> {
  host ??= startHost();
  const { worker, waiting } = host;
  // A cloud that nobody closes does not keep the process from its end.
  worker.ref();
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, cloud, does, with: given } satisfies Question);
  });
}

function startHost(): Host {
  const program = existsSync(COMPILED) ? COMPILED : SOURCE;
  const worker = new Worker(program, {
    name: 'inlet-testing',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // A runner's variables for AWS are not those of the cloud's functions.
    env: process.env,
  });
  const started: Host = { worker, waiting: new Map() };
  worker.on('message', (answer: Answer) => {
    const waits = started.waiting.get(answer.id);
    started.waiting.delete(answer.id);
    if (started.waiting.size === 0) worker.unref();
    if ('error' in answer) waits?.reject(Object.assign(new Error(answer.error), { code: answer.code }));
    else waits?.resolve(answer.value);
  });
  worker.on('error', (error: Error) => {
    if (host === started) host = undefined;
    for (const { reject } of started.waiting.values()) reject(error);
  });
  return started;
}
