import type { Context } from 'aws-lambda';
import type { Ledger } from '../../lib/ledger/index.ts';
import { knownFormat, LEDGER_FORMAT } from '../../lib/ledger/index.ts';

/** @param ledgerFormat the ledger's, which may be older than this version's while a stage is upgraded */
export type LedgerHandler<Event, Result> = (
  event: Event,
  context: Context,
  ledgerFormat: number,
) => Promise<Result>;

/**
 * A handler that works only on a ledger whose format this version understands. It is looked at once for each execution environment: a
 * version that is deployed while this one runs must leave it time to end (docs/upgrades.md). An older format is looked at again by the
 * next call, since it goes up as soon as start-imports is upgraded.
 * @param look reads the format; `raiseFormat` where the handler is the one whose earlier version would misread rows of the newest
 */
export const onKnownLedger = <Event, Result>(
  ledger: Ledger,
  handler: LedgerHandler<Event, Result>,
  look: (ledger: Ledger) => Promise<number> = knownFormat,
): ((event: Event, context: Context) => Promise<Result>) => {
  let isNewest = false;
  return async (event, context) => {
    const format = isNewest ? LEDGER_FORMAT : await look(ledger);
    isNewest = format === LEDGER_FORMAT;
    return handler(event, context, format);
  };
};
