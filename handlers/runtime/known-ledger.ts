import type { Context } from 'aws-lambda';
import type { Ledger } from '../../lib/ledger/index.ts';
import { knownFormat } from '../../lib/ledger/index.ts';

type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * A handler that works only on a ledger whose format this version understands. It is looked at once for each execution environment: a
 * version that is deployed while this one runs must leave it time to end (docs/upgrades.md).
 * @param meet looks at the format; `meetFormat` where the handler writes rows of the newest
 */
export const onKnownLedger = <Event, Result>(
  ledger: Ledger,
  handler: Handler<Event, Result>,
  meet: (ledger: Ledger) => Promise<unknown> = knownFormat,
): Handler<Event, Result> => {
  let met: Promise<unknown> | undefined;
  return async (event, context) => {
    met ??= meet(ledger);
    try {
      await met;
    } catch (error) {
      met = undefined;
      throw error;
    }
    return handler(event, context);
  };
};
