import { randomBytes } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { nameOf } from '../../../errors/index.ts';
import type { KeyMask } from '../../../lib/publish/index.ts';
import type { Trace } from '../../../lib/tracing/index.ts';
import { readOptionalSettings } from '../settings.ts';
import { sendToDaemon } from './daemon.ts';

type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/** A run whose trace is recorded: one at a time in an execution environment. */
interface Run {
  traceId: string;
  id: string;
  /** Pieces that have begun; those beyond {@link MOST_PIECES} are done untraced. */
  pieces: number;
  sending: Promise<void>[];
}

/** X-Ray takes 500 kB a trace (AWS General Reference, "X-Ray quotas"), and a piece is less than half a kB. */
const MOST_PIECES = 500;

let run: Run | undefined;

/**
 * A handler whose runs are a part of Lambda's own trace of the invocation, where that is recorded
 * (X-Ray Developer Guide, "Tracing header": `Root=...;Parent=...;Sampled=1`).
 */
export const tracedRuns =
  <Event, Result>(handler: Handler<Event, Result>): Handler<Event, Result> =>
  async (event, context) => {
    const { _X_AMZN_TRACE_ID: header = '' } = readOptionalSettings('_X_AMZN_TRACE_ID');
    const { Root, Parent, Sampled } = Object.fromEntries(
      header.split(';').map((pair) => pair.split('=') as [string, string | undefined]),
    );
    if (Sampled !== '1' || Root === undefined || Parent === undefined) return handler(event, context);
    const current: Run = { traceId: Root, id: newId(), pieces: 0, sending: [] };
    run = current;
    try {
      return await timed(current, { name: 'run', id: current.id, parent_id: Parent }, () =>
        handler(event, context),
      );
    } finally {
      run = undefined;
      // What is not sent by now may never be: Lambda freezes the environment.
      await Promise.all(current.sending);
    }
  };

/** What traces the pieces of a run, each under what it is about: ids, or a drop as the stage's logs call it. */
export const tracer =
  (maskKey: KeyMask): Trace =>
  async (name, about, work) => {
    if (!run || run.pieces >= MOST_PIECES) return work();
    run.pieces += 1;
    const annotations = about && ('drop' in about ? { drop: maskKey(about.drop) } : about);
    return timed(run, { name, id: newId(), parent_id: run.id, ...(annotations && { annotations }) }, work);
  };

interface Subsegment {
  name: string;
  id: string;
  parent_id: string;
  annotations?: object;
}

/** Of an error only its name leaves: its text may hold what the logs leave out. */
async function timed<Result>(
  { traceId, sending }: Run,
  subsegment: Subsegment,
  work: () => Promise<Result>,
): Promise<Result> {
  const begun = Date.now();
  const send = (failure: object): void => {
    sending.push(
      sendToDaemon({
        type: 'subsegment',
        trace_id: traceId,
        ...subsegment,
        start_time: begun / 1000,
        end_time: Date.now() / 1000,
        ...failure,
      }),
    );
  };
  try {
    const result = await work();
    send({});
    return result;
  } catch (error) {
    send({ fault: true, annotations: { ...subsegment.annotations, errorName: nameOf(error) } });
    throw error;
  }
}

/** 64 bits in hexadecimal digits (X-Ray Developer Guide, "Segment documents"). */
const newId = (): string => randomBytes(8).toString('hex');
