import type { Context } from 'aws-lambda';
import type { KeyMask } from '../../lib/publish/index.ts';
import type { Trace } from '../../lib/tracing/index.ts';
import { untraced } from '../../lib/tracing/index.ts';

/*
 * There is no tracer: so it is in every bundle of a stage without the parameter `tracing`, and under tests. In the bundles
 * of a stage that has it, xray/tracing.ts stands in the place of this module (tools/build/tracing-plugin.ts).
 */

type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/** A handler with a trace of each of its runs. */
export const tracedRuns = <Event, Result>(handler: Handler<Event, Result>): Handler<Event, Result> => handler;

/** What traces the pieces of a run. @param maskKey masks the drops that pieces are about */
export const tracer = (_maskKey: KeyMask): Trace => untraced;
