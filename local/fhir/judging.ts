import type { MessagePort } from 'node:worker_threads';
import { collectGarbage } from './collect-garbage.ts';
import { LARGE_BYTES, RANGE_MEMORY_BYTES } from './file-range.ts';
import type { JudgedRange } from './judge-range.ts';
import type { JudgeAnswer, JudgeRequest } from './judge-worker.ts';

/** The threads that judge for an import. */
export interface Judging {
  /** Has a range judged by the thread that has least to do; `isLarge` where that would take much memory. */
  judge(range: RangeToJudge): Promise<JudgeAnswer>;
  /** The same whatever it takes: to be waited for before anything else is asked. */
  judgeLarge(range: RangeToJudge): Promise<JudgedRange>;
  /** Takes the memory of a range back that is stored, for others to come. */
  giveBack(judged: JudgedRange): void;
}

export type RangeToJudge = Pick<JudgeRequest, 'file' | 'from' | 'to'>;

export function judgingBy(ports: readonly MessagePort[]): Judging {
  const threads = ports.map(threadBehind);
  const spare: Uint8Array<ArrayBuffer>[] = [];

  const ask = (range: RangeToJudge, most: number): Promise<JudgeAnswer> => {
    const [first, ...others] = threads;
    if (!first) throw new Error('An import needs a judging thread.');
    const idlest = others.reduce((least, thread) => (thread.asked() < least.asked() ? thread : least), first);
    const memory = spare.pop();
    return idlest.ask({ ...range, most, ...(memory && { memory }) });
  };

  return {
    judge: (range) => ask(range, LARGE_BYTES),
    async judgeLarge(range) {
      const judged = await ask(range, Infinity);
      if ('isLarge' in judged) throw new Error('A range was not judged.');
      return judged;
    },
    giveBack({ memory }) {
      if (memory.length === RANGE_MEMORY_BYTES) spare.push(memory);
      else if (memory.length > LARGE_BYTES) collectGarbage();
    },
  };
}

/** One judging thread: it answers in the order it is asked. */
function threadBehind(port: MessagePort): {
  asked: () => number;
  ask: (request: JudgeRequest) => Promise<JudgeAnswer>;
} {
  const waiting: ((answer: JudgeAnswer) => void)[] = [];
  port.on('message', (answer: JudgeAnswer) => {
    waiting.shift()?.(answer);
  });
  return {
    asked: () => waiting.length,
    ask: (request) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        port.postMessage(request, request.memory ? [request.memory.buffer] : []);
      }),
  };
}
