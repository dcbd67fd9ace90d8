import { setFlagsFromString } from 'node:v8';

/** What a process was begun with whose heaps V8 keeps small, at the cost of more collections (spare-memory.mjs). */
const SAVER = '--memory-saver-mode';

/** Jobs that run. */
let running = 0;

/**
 * Runs a job in threads that make a lot of garbage. Meanwhile V8 does not spare memory in any heap of the process: it reads
 * the setting at each collection, and a large import would take a fifth more processor time with it.
 */
export async function unspared<Result>(run: () => Promise<Result>): Promise<Result> {
  if (!process.execArgv.includes(SAVER)) return run();
  running += 1;
  if (running === 1) setFlagsFromString(`--no${SAVER.slice(1)}`);
  try {
    return await run();
  } finally {
    running -= 1;
    if (running === 0) setFlagsFromString(SAVER);
  }
}
