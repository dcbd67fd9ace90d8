import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AwsError, isDiskFull, DISK_FULL } from '../ground/index.ts';
import type { ThreadAnswer, ThreadData, ThreadQuestion } from './dynalite-thread.ts';
import { dynaliteSource } from './dynalite-thread.ts';
import type { Tables } from './tables.ts';

/** dynalite failed while it was asked; whether it had done what was asked is not known, as after a 500 of DynamoDB's. */
export class LibraryFailure extends AwsError {
  constructor(cause: unknown) {
    super(
      'InternalServerError',
      isDiskFull(cause) ? DISK_FULL : 'The tables of the local cloud failed and were opened again.',
      isDiskFull(cause) ? 507 : 500,
    );
    this.cause = cause;
  }
}

/** Tables in a thread of their own. */
export interface TablesInThread extends Tables {
  /** As `answer`, but the library fails instead. */
  fail: Tables['answer'];
}

interface Thread {
  worker: Worker;
  waiting: Map<number, { resolve: (answer: ThreadAnswer) => void; reject: (error: Error) => void }>;
}

/** The young generation stays small: what a request leaves behind is collected soon, not kept beside five functions' threads. */
const YOUNG_GENERATION_MB = 3;

/**
 * Runs dynalite in a thread. Where it throws, everything that waits for it fails, and the next request starts it again
 * with what its folder has.
 * @param path of the store; in memory without, where a failure loses the tables
 * @param onFailure called once for each failure, before anybody who waits knows of it
 */
export function tablesInThread(
  path: string | undefined,
  onFailure: (error: unknown) => void,
): TablesInThread {
  let thread: Thread | undefined;
  let last = 0;

  const start = (): Thread => {
    const worker = new Worker(dynaliteSource, {
      eval: true,
      name: 'dynamodb',
      workerData: { from: import.meta.url, path } satisfies ThreadData,
      env: {},
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const started: Thread = { worker, waiting: new Map() };
    worker.on('message', (answer: ThreadAnswer) => {
      started.waiting.get(answer.id)?.resolve(answer);
      started.waiting.delete(answer.id);
    });
    const failed = (error: unknown): void => {
      if (thread !== started) return;
      thread = undefined;
      const why = whyOf(error, path);
      onFailure(why);
      for (const { reject } of started.waiting.values()) reject(new LibraryFailure(why));
    };
    worker.on('error', failed);
    worker.on('exit', (code) => {
      failed(new Error(`The thread of the tables ended with code ${code}.`));
    });
    return started;
  };

  const ask = (question: Omit<Extract<ThreadQuestion, { request: object }>, 'id'> | { close: true }) =>
    new Promise<ThreadAnswer>((resolve, reject) => {
      const { worker, waiting } = (thread ??= start());
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...question } satisfies ThreadQuestion);
    });

  const answer =
    (fail: boolean): Tables['answer'] =>
    async (request) => {
      const { status, headers, bytes } = await ask({ request, fail });
      return { status, headers, bytes: Buffer.from(bytes) };
    };

  return {
    answer: answer(false),
    fail: answer(true),
    async close() {
      if (!thread) return;
      const { worker } = thread;
      // A store that cannot be closed is left as a killed process leaves it.
      await ask({ close: true }).catch(() => undefined);
      thread = undefined;
      await worker.terminate();
    },
  };
}

/** Less than this, bytes, and LevelDB, which writes when it opens, may not open. */
const ROOM_TO_OPEN = 1024 ** 2;

/** A store that finds no room to open says only that it is closed. */
function whyOf(error: unknown, path: string | undefined): unknown {
  if (path === undefined || isDiskFull(error)) return error;
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize < ROOM_TO_OPEN ? new Error(DISK_FULL, { cause: error }) : error;
}
