import type { MessagePort } from 'node:worker_threads';
import { collectGarbage } from '../ndjson/collect-garbage.ts';
import { LARGE_BYTES, RANGE_MEMORY_BYTES } from '../ndjson/file-range.ts';
import type { JudgedRange } from '../validate/validate-range.ts';
import type { JudgeAnswer, JudgeOrder, JudgeRequest } from './validate-on-request.ts';
import { judgeOnRequest } from './validate-on-request.ts';

/** Who judges for an import. */
export interface Judging {
  /** Has a range judged; `isLarge` where that would take much memory. */
  judge(range: RangeToJudge): Promise<JudgeAnswer>;
  /** The same whatever it takes: to be waited for before anything else is asked. */
  judgeLarge(range: RangeToJudge): Promise<JudgedRange>;
  /** Takes the memory of a range back that is stored, for others to come. */
  giveBack(judged: JudgedRange): void;
}

export type RangeToJudge = Pick<JudgeRequest, 'file' | 'from' | 'to'>;

/** Has them judged by the threads behind the ports; where there are none, as for a small import, in this thread. */
export function judgingBy(ports: readonly MessagePort[], order: JudgeOrder): Judging {
  const judges = ports.length > 0 ? ports.map(threadBehind) : [thisThread(order)];
  const spare: Uint8Array<ArrayBuffer>[] = [];

  const ask = (range: RangeToJudge, most: number): Promise<JudgeAnswer> => {
    const idlest = judges.reduce((least, other) => (other.asked() < least.asked() ? other : least));
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

/** One who judges ranges, in the order it is asked. */
interface Judge {
  /** How many ranges it has not judged yet. */
  asked: () => number;
  ask: (request: JudgeRequest) => Promise<JudgeAnswer>;
}

function threadBehind(port: MessagePort): Judge {
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

function thisThread(order: JudgeOrder): Judge {
  const judge = judgeOnRequest(order);
  return { asked: () => 0, ask: (request) => Promise.resolve(judge(request)) };
}
