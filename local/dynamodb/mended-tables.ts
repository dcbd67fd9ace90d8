import type { FaultKind } from '../ground/index.ts';
import { AwsError, wholeNumber } from '../ground/index.ts';
import type { RawAnswer, Request } from './dynalite/in-process.ts';
import { rebuildIndexes } from './rebuild-indexes.ts';
import type { TableDeclaration } from './table.ts';
import type { Tables } from './dynalite/tables.ts';
import { tablesInThread } from './dynalite/tables-in-thread.ts';

export const FAILING_REQUESTS = wholeNumber(
  0,
  'At so many of the next requests the library behind the tables fails: they and what is under way are answered with 500, and the tables are opened again as they were.',
);

/** Tables that clients are served from. */
export interface ServedTables extends Tables {
  /** Answers a client's request. */
  serve: (request: Request, isWrite: boolean) => Promise<RawAnswer>;
  /** Has the library fail; undefined where nothing would contain that. */
  fault?: FaultKind;
}

/**
 * The tables of a folder. Where the library behind them fails, which may be between a row and its index, they are opened
 * again and made whole before anybody reads or writes them; where that was for want of room, before anybody writes them.
 * @param declared the tables that are there
 * @param onFailure told of a failure; not again of the same one until a write has succeeded
 */
export function mendedTables(
  path: string,
  declared: () => Iterable<TableDeclaration>,
  onFailure: (error: unknown) => void,
): ServedTables {
  let isTorn = false;
  let mending: Promise<void> | undefined;
  let failing = FAILING_REQUESTS.defaultValue;
  let told: string | undefined;

  const thread = tablesInThread(path, (error) => {
    isTorn = true;
    const text = String(error);
    if (text !== told) onFailure(new Error(`The library behind DynamoDB failed: ${text}`, { cause: error }));
    told = text;
  });

  const mend = async (): Promise<void> => {
    isTorn = false;
    try {
      for (const table of declared()) await rebuildIndexes(thread, table);
    } catch (error) {
      isTorn = true;
      throw error;
    } finally {
      mending = undefined;
    }
  };
  const whole = async (): Promise<void> => {
    // While there is no room they are read as they are: what reached an index alone will be in its table, too.
    if ((await thread.mayWrite()) && isTorn) mending ??= mend();
    await mending;
  };

  return {
    async answer(request) {
      await whole();
      return thread.answer(request);
    },
    async serve(request, isWrite) {
      await whole();
      if (failing > 0) {
        failing--;
        return thread.fail(request);
      }
      const answer = await thread.answer(request);
      if (isWrite && answer.status === 200) told = undefined;
      return answer;
    },
    close: () => thread.close(),
    fault: {
      show: () => failing,
      read(value) {
        const count = FAILING_REQUESTS.read(value, failing);
        if (count === undefined)
          throw new AwsError(
            'ValidationException',
            `dynamoDb.failingRequests must be ${FAILING_REQUESTS.takes}.`,
          );
        return () => {
          failing = count;
        };
      },
      clear: () => {
        failing = FAILING_REQUESTS.defaultValue;
      },
    },
  };
}
