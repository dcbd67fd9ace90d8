import type { Server } from 'node:http';
import type * as Module from 'node:module';
import type * as Streams from 'node:stream';
import type * as WorkerThreads from 'node:worker_threads';
import { closeIterators } from './close-iterators.ts';
import { extendDynalite } from './extend-dynalite.ts';
import type { RawAnswer, Request } from './in-process.ts';
import { answerOf } from './in-process.ts';

/** What the thread is started with. */
export interface ThreadData {
  /** A file: URL from where dynalite is found. */
  from: string;
  /** Folder of the LevelDB store; in memory where it is not given. */
  path: string | undefined;
  /** Matches the error of a write that found no room. */
  diskFull: RegExp;
}

/** What the thread is asked. */
export type ThreadQuestion =
  | {
      id: number;
      request: Omit<Request, 'body'> & { body: Uint8Array };
      /** Throw, where nothing catches it, instead of answering. */
      fail: boolean;
    }
  | { id: number; close: true };

/** Answers the question `id`: to a request with what dynalite said, to `close` with `closed`. */
export interface ThreadAnswer extends Omit<RawAnswer, 'bytes'> {
  id: number;
  bytes: Uint8Array;
}

/** A write found no room: what is written from now on may be lost, what was written can still be read. */
export interface ThreadIsFull {
  full: string;
}

/**
 * Runs dynalite in a thread of its own. It throws in callbacks of its store where something happens that it does not
 * expect; there, that ends the thread and no more. Where it was a full disk, the thread goes on for those who read: the store
 * is open, and needs room only to be opened again.
 *
 * This function is handed to the thread as its source text. So it may use nothing from outside itself but types.
 * @param answer hands the server a request, as its source text too
 * @param mend add to dynalite what it lacks, before it is made
 */
function runDynalite(
  load: NodeJS.Require,
  answer: typeof answerOf,
  ...mend: ((load: (name: string) => unknown) => void)[]
): void {
  const threads = load('node:worker_threads') as typeof WorkerThreads;
  const { parentPort } = threads;
  const { createRequire } = load('node:module') as typeof Module;
  const streams = load('node:stream') as typeof Streams;
  const { from, path, diskFull } = threads.workerData as ThreadData;
  const loadFrom = createRequire(from);
  for (const add of mend) add(loadFrom);
  const dynalite = loadFrom('dynalite') as (options: object) => Server;
  const server = dynalite({ ...(path !== undefined && { path }), createTableMs: 0, deleteTableMs: 0 });

  const post = (said: ThreadAnswer | ThreadIsFull): void => parentPort?.postMessage(said);

  process.on('uncaughtException', (error) => {
    if (!diskFull.test(String(error))) throw error;
    post({ full: String(error) });
  });

  const close = (id: number): void => {
    // It closes its store when its server closes, and its server only closes when it listened.
    server.listen(0, '127.0.0.1', () => {
      server.close((error) => {
        if (error) throw error;
        post({ id, status: 0, headers: [], bytes: new Uint8Array() });
      });
    });
  };

  parentPort?.on('message', (question: ThreadQuestion) => {
    if ('close' in question) {
      close(question.id);
      return;
    }
    const { id, request, fail } = question;
    if (fail) throw new Error('Forced by /_inlet/faults');
    // What it throws ends the thread, as an unhandled rejection does.
    void answer(streams, server, { ...request, body: Buffer.from(request.body) }).then((said) => {
      post({ id, ...said });
    });
  });
}

/** The thread's program as the source of a CommonJS worker (`new Worker(source, { eval: true })`). */
export const dynaliteSource = `(${runDynalite.toString()})(require, ${answerOf.toString()}, ${closeIterators.toString()}, ${extendDynalite.toString()});`;
