import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import type { MiddyfiedHandler } from '@middy/core';
import middy from '@middy/core';
import type { Ledger } from '../../lib/ledger/index.ts';
import type { LedgerHandler } from './known-ledger.ts';
import { onKnownLedger } from './known-ledger.ts';
import { tracedRuns } from './tracing.ts';

/** Service name and namespace come from the POWERTOOLS_ variables that serverless.yml sets. */
export const logger = new Logger();
export const metrics = new Metrics();

/**
 * A handler with its log lines tied to the invocation, its metrics published at the end, and its trace where the stage has one, which
 * works on no ledger of a later version (known-ledger.ts).
 */
export const instrumented = <Event, Result>(
  ledger: Ledger,
  handler: LedgerHandler<Event, Result>,
  look?: (ledger: Ledger) => Promise<number>,
): MiddyfiedHandler<Event, Result> =>
  middy<Event, Result>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics))
    .handler(tracedRuns(onKnownLedger(ledger, handler, look)));

/**
 * Ends an invocation as failed where something could not be done that waiting does not fix, after
 * everything else was done: so that the function's error alarm goes off.
 */
export function failWhereStuck(stuck: readonly string[]): void {
  if (stuck.length > 0) throw new Error(`stuck: ${stuck.join('; ')}`);
}
