import type { MessagePort } from 'node:worker_threads';
import { collectGarbage } from '../ndjson/collect-garbage.ts';
import { LARGE_BYTES, RANGE_MEMORY_BYTES } from '../ndjson/file-range.ts';
import type { ValidatedRange } from '../validate/validate-range.ts';
import type { ValidateAnswer, ValidateOrder, ValidateRequest } from './validate-on-request.ts';
import { validateOnRequest } from './validate-on-request.ts';

/** The threads that validate ranges of files for one job. */
export interface ValidatorPool {
  /** Resolves with `isLarge` where the range would take much memory. */
  validate(range: RangeToValidate): Promise<ValidateAnswer>;
  /** The same whatever memory it takes: wait for it before anything else is asked. */
  validateLarge(range: RangeToValidate): Promise<ValidatedRange>;
  /** Takes the memory of a range that is used back, for ranges to come. */
  giveBack(range: ValidatedRange): void;
}

export type RangeToValidate = Pick<ValidateRequest, 'file' | 'from' | 'to'>;

/** @param ports to validating threads; without any, as for a small job, this thread validates */
export function createValidatorPool(ports: readonly MessagePort[], order: ValidateOrder): ValidatorPool {
  const validators = ports.length > 0 ? ports.map(inThread) : [inThisThread(order)];
  const spare: Uint8Array<ArrayBuffer>[] = [];

  const ask = (range: RangeToValidate, most: number): Promise<ValidateAnswer> => {
    const idlest = validators.reduce((least, other) => (other.pending() < least.pending() ? other : least));
    const memory = spare.pop();
    return idlest.ask({ ...range, most, ...(memory && { memory }) });
  };

  return {
    validate: (range) => ask(range, LARGE_BYTES),
    async validateLarge(range) {
      const answer = await ask(range, Infinity);
      if ('isLarge' in answer) throw new Error('A range was not validated.');
      return answer;
    },
    giveBack({ memory }) {
      if (memory.length > 0 && memory.length <= RANGE_MEMORY_BYTES) spare.push(memory);
      else if (memory.length > LARGE_BYTES) collectGarbage();
    },
  };
}

/** Validates ranges in the order in which it is asked. */
interface RangeValidator {
  /** How many ranges are not answered yet. */
  pending: () => number;
  ask: (request: ValidateRequest) => Promise<ValidateAnswer>;
}

function inThread(port: MessagePort): RangeValidator {
  const waiting: ((answer: ValidateAnswer) => void)[] = [];
  port.on('message', (answer: ValidateAnswer) => {
    waiting.shift()?.(answer);
  });
  return {
    pending: () => waiting.length,
    ask: (request) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        port.postMessage(request, request.memory ? [request.memory.buffer] : []);
      }),
  };
}

function inThisThread(order: ValidateOrder): RangeValidator {
  const validate = validateOnRequest(order);
  return { pending: () => 0, ask: (request) => Promise.resolve(validate(request)) };
}
