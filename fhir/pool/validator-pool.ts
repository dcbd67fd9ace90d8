import type { MessagePort } from 'node:worker_threads';
import { collectGarbage } from '../ndjson/collect-garbage.ts';
import { LARGE_BYTES, RANGE_MEMORY_BYTES } from '../ndjson/file-range.ts';
import type { ValidatedRange } from '../validate/validate-range.ts';
import type { ValidateAnswer, ValidateOrder, ValidateRequest } from './validate-on-request.ts';
import { validateOnRequest } from './validate-on-request.ts';

/** Who judges for an import. */
export interface ValidatorPool {
  /** Has a range judged; `isLarge` where that would take much memory. */
  validate(range: RangeToValidate): Promise<ValidateAnswer>;
  /** The same whatever it takes: to be waited for before anything else is asked. */
  validateLarge(range: RangeToValidate): Promise<ValidatedRange>;
  /** Takes the memory of a range back that is stored, for others to come. */
  giveBack(judged: ValidatedRange): void;
}

export type RangeToValidate = Pick<ValidateRequest, 'file' | 'from' | 'to'>;

/** Has them judged by the threads behind the ports; where there are none, as for a small import, in this thread. */
export function createValidatorPool(ports: readonly MessagePort[], order: ValidateOrder): ValidatorPool {
  const validators = ports.length > 0 ? ports.map(inThread) : [inThisThread(order)];
  const spare: Uint8Array<ArrayBuffer>[] = [];

  const ask = (range: RangeToValidate, most: number): Promise<ValidateAnswer> => {
    const idlest = validators.reduce((least, other) => (other.asked() < least.asked() ? other : least));
    const memory = spare.pop();
    return idlest.ask({ ...range, most, ...(memory && { memory }) });
  };

  return {
    validate: (range) => ask(range, LARGE_BYTES),
    async validateLarge(range) {
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
interface RangeValidator {
  /** How many ranges it has not judged yet. */
  asked: () => number;
  ask: (request: ValidateRequest) => Promise<ValidateAnswer>;
}

function inThread(port: MessagePort): RangeValidator {
  const waiting: ((answer: ValidateAnswer) => void)[] = [];
  port.on('message', (answer: ValidateAnswer) => {
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

function inThisThread(order: ValidateOrder): RangeValidator {
  const judge = validateOnRequest(order);
  return { asked: () => 0, ask: (request) => Promise.resolve(judge(request)) };
}
