import type { FaultForm, FaultList } from '../ground/index.ts';
import { faultList, resolveName, needed, oneOf, operation, text, wholeNumber } from '../ground/index.ts';
import type { FunctionCall } from './invocations.ts';

/** A function's thread is ended when the front door gets a certain call of one of its invocations. */
export interface CrashFault {
  function: string;
  operation?: string | undefined;
  call: number;
  when: 'before' | 'after';
  times: number;
}

export const CRASH: FaultForm<CrashFault> = {
  name: 'functions.crash',
  members: {
    function: needed(
      text('Which function, by its name or the end of it: `start-imports` for `inlet-local-start-imports`.'),
    ),
    operation: operation(
      'Counts the calls of this operation alone: `PutItem`, `StartFHIRImportJob`, `CopyObject`, `PutEvents`.',
    ),
    call: wholeNumber(
      1,
      'At which AWS call of an invocation, in the order in which they reach the local cloud; a retry of the SDK is a call of its own.',
      1,
    ),
    when: oneOf(
      ['before', 'after'],
      '`before`: the call is not carried out. `after`: it is, and the answer never leaves.',
    ),
    times: wholeNumber(1, 'How many invocations.', 1),
  },
  example: { function: 'start-imports', operation: 'StartFHIRImportJob', when: 'after' },
};

/** @param functionNames those that are declared by now */
export const createCrashes = (functionNames: () => readonly string[]): FaultList<CrashFault> =>
  faultList(CRASH, (crash) => ({
    ...crash,
    function: resolveName('function', functionNames(), crash.function),
  }));

/** Whether this call is the one at which the function crashes. */
export const comesAt = (crash: CrashFault, made: FunctionCall): boolean =>
  crash.function === made.functionName &&
  (crash.operation === undefined
    ? crash.call === made.call
    : crash.operation === made.operation && crash.call === made.callOfOperation);
