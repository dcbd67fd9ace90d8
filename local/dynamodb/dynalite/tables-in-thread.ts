import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AwsError, isDiskFull, DISK_FULL, DISK_FULL_WORDS } from '../../ground/index.ts';
import { openGate } from './gate.ts';
import type { ThreadAnswer, ThreadData, ThreadIsFull, ThreadQuestion } from './thread.ts';
import { dynaliteSource } from './thread.ts';
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
  /** False from a write that found no room until there is some: then the tables are opened again, and may be written. */
  mayWrite: () => Promise<boolean>;
}

interface Waiter {
  isRead: boolean;
  resolve: (answer: ThreadAnswer) => void;
  reject: (error: Error) => void;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, Waiter>;
  /** Why it takes no more writes. */
  full?: LibraryFailure;
  /** Ends when the thread does. */
  ending?: Promise<unknown>;
}

/** The operations that need no room (API reference, "Actions"). */
const READS =
  /\.(?:GetItem|BatchGetItem|Query|Scan|DescribeTable|ListTables|DescribeTimeToLive|ListTagsOfResource)$/;

const reads = (question: Question): boolean =>
  'request' in question && !question.fail && READS.test(String(question.request.headers['x-amz-target']));

type Question = Omit<Extract<ThreadQuestion, { request: object }>, 'id'> | { close: true };

/** The young generation stays small: what a request leaves behind is collected soon, not kept beside five functions' threads. */
const YOUNG_GENERATION_MB = 3;

/**
 * Runs dynalite in a thread. Where it throws, everything that waits for it fails, and the next request starts it again
 * with what its folder has. Where a write finds no room, all writes fail until there is some, and reads go on: LevelDB, which
 * would lose what it takes after half a record in its log, must be opened again before, and cannot be without room.
 * @param path of the store; in memory without, where a failure loses the tables
 * @param onFailure called once for each failure, before anybody who waits knows of it
 */
export function tablesInThread(
  path: string | undefined,
  onFailure: (error: unknown) => void,
): TablesInThread {
  let thread: Thread | undefined;
  let last = 0;
  /** Closed, nothing starts a thread any more: it would keep the process alive. */
  const gate = openGate();
  /** What fails while the store is closed is no news: all that was asked has its answer by then. */
  const tell = (why: unknown): void => {
    if (!gate.isClosed()) onFailure(why);
  };

  const start = (): Thread => {
    const worker = new Worker(dynaliteSource, {
      eval: true,
      name: 'dynamodb',
      workerData: { from: import.meta.url, path, diskFull: DISK_FULL_WORDS } satisfies ThreadData,
      env: {},
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    const started: Thread = { worker, waiting: new Map() };
    worker.on('message', (answer: ThreadAnswer | ThreadIsFull) => {
      if ('full' in answer) {
        filled(new Error(answer.full));
        return;
      }
      started.waiting.get(answer.id)?.resolve(answer);
      started.waiting.delete(answer.id);
    });
    const filled = (why: Error): void => {
      if (thread !== started) return;
      if (!started.full) tell(why);
      started.full ??= new LibraryFailure(why);
      for (const [id, { isRead, reject }] of started.waiting)
        if (!isRead) {
          started.waiting.delete(id);
          reject(started.full);
        }
    };
    const failed = (error: unknown): void => {
      if (thread !== started) return;
      thread = undefined;
      const why = started.full ?? whyOf(error, path);
      if (!started.full) tell(why);
      for (const { reject } of started.waiting.values()) reject(new LibraryFailure(why));
    };
    worker.on('error', failed);
    worker.on('exit', (code) => {
      failed(new Error(`The thread of the tables ended with code ${code}.`));
    });
    return started;
  };

  const ask = (question: Question) =>
    new Promise<ThreadAnswer>((resolve, reject) => {
      const { worker, waiting, full } = (thread ??= start());
      const isRead = reads(question);
      if (full && !isRead) {
        reject(full);
        return;
      }
      const id = ++last;
      waiting.set(id, { isRead, resolve, reject });
      worker.postMessage({ id, ...question } satisfies ThreadQuestion);
    });

  const answer =
    (fail: boolean): Tables['answer'] =>
    async (request) => {
      const { status, headers, bytes } = await gate.pass(() => ask({ request, fail }));
      return { status, headers, bytes: Buffer.from(bytes) };
    };

  return {
    answer: answer(false),
    fail: answer(true),
    async mayWrite() {
      if (!thread?.full) return true;
      if (!thread.ending && roomAt(path) < ROOM_TO_OPEN) return false;
      await (thread.ending ??= thread.worker.terminate());
      return true;
    },
    async close() {
      await gate.close();
      if (!thread) return;
      const { worker } = thread;
      // A store that cannot be closed is left as a killed process leaves it.
      await ask({ close: true }).catch(() => undefined);
      thread = undefined;
      await worker.terminate();
    },
  };
}

/** Less than this, bytes, and LevelDB may not open: it writes its log into a table of up to 4 MB, and Inlet mends indexes. */
const ROOM_TO_OPEN = 8 * 1024 ** 2;

function roomAt(path: string | undefined): number {
  if (path === undefined) return Infinity;
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}

/** A store that finds no room to open says only that it is closed. */
function whyOf(error: unknown, path: string | undefined): unknown {
  if (isDiskFull(error) || roomAt(path) >= ROOM_TO_OPEN) return error;
  return new Error(DISK_FULL, { cause: error });
}
