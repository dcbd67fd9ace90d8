import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { InvalidOptions } from '../invalid-options.ts';
import type { Answer, Question } from './messages.ts';

/** The thread's program: compiled with the command line, or as a source in the repository. */
const PROGRAMS = ['../../cli/testing-host.mjs', './testing-host.ts'];

interface Host {
  worker: Worker;
  waiting: Map<number, { resolve: (value: unknown) => void; reject: (why: Failure) => void }>;
}

/** What went wrong there. */
interface Failure {
  message: string;
  code?: string | undefined;
}

let host: Host | undefined;
let last = 0;

/**
 * Asks the thread that all clouds of this process live in. It is a thread, so that a runner's own globals and modules (jest's, vitest's) do not reach
 * the clouds, and one for all, so that their code is loaded once.
 * @throws Error with the words and the `code` of what went wrong there, and a stack that leads to whoever asked
 */
export function ask(cloud: number, does: Question['does'], given?: unknown): Promise<unknown> {
  host ??= startHost();
  const { worker, waiting } = host;
  const id = ++last;
  const asked = new Error();
  return new Promise((resolve, reject) => {
    // Where it throws, nothing waits.
    post(worker, { id, cloud, does, with: given });
    // A cloud that nobody closes does not keep the process from its end.
    worker.ref();
    const fail = ({ message, code }: Failure): void => {
      const stack = asked.stack?.replace(/^Error/, () => `Error: ${message}`);
      reject(Object.assign(new Error(message), stack && { stack }, code && { code }));
    };
    waiting.set(id, { resolve, reject: fail });
  });
}

/** @throws InvalidOptions for what cannot go to another thread */
function post(worker: Worker, question: Question): void {
  try {
    worker.postMessage(question);
  } catch (cause) {
    throw Object.assign(
      new InvalidOptions('a cloud takes data only: a function, a symbol or a promise within it is none'),
      { cause },
    );
  }
}

function startHost(): Host {
  const worker = new Worker(hostProgram(), {
    name: 'inlet-testing',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // A runner's variables for AWS are not those of the cloud's functions.
    env: process.env,
  });
  // Whoever asks has it wait.
  worker.unref();
  const started: Host = { worker, waiting: new Map() };
  worker.on('message', (answer: Answer) => {
    const waits = started.waiting.get(answer.id);
    started.waiting.delete(answer.id);
    if (started.waiting.size === 0) worker.unref();
    if ('error' in answer) waits?.reject({ message: answer.error, code: answer.code });
    else waits?.resolve(answer.value);
  });
  worker.on('error', (error: Error) => {
    if (host === started) host = undefined;
    for (const { reject } of started.waiting.values()) reject(error);
  });
  return started;
}

/** @throws Error (`code` NotBeside) where a bundler has taken this file from the package's others */
function hostProgram(): URL {
  let found: URL | undefined;
  try {
    found = PROGRAMS.map((path) => new URL(path, import.meta.url)).find((program) => existsSync(program));
  } catch {
    // A bundle in CommonJS has no address of its own.
  }
  if (found) return found;
  throw Object.assign(
    new Error(
      'healthlake-inlet/testing starts threads from other files of its package, and they are not beside it: leave it out of the bundle (`external` of esbuild, `server.deps.external` of vitest)',
    ),
    { code: 'NotBeside' },
  );
}
