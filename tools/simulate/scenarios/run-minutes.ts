import type { FunctionName } from '../lambda/functions.ts';
import type { QueueAge } from '../report/measured.ts';
import type { SimulatedStage } from '../stage.ts';
import { MINUTE, nextMinute, scheduledEvent, sqsEvent } from './scenario.ts';
import { waitsOf } from './waits.ts';

/** The functions with a schedule of a minute that imports need, in the order in which they come here. */
const SCHEDULED: readonly FunctionName[] = ['start-imports', 'poll-jobs'];

/** What a stage's minutes came to. */
export interface Minutes {
  /** When the last work ended, epoch milliseconds. */
  until: number;
  summaries: QueueAge;
  /** Runs of a schedule that found the one before them still at work. */
  skipped: number;
}

/**
 * Lets a stage live minute by minute: its schedules, and the queue of summaries, each of whose messages goes to an environment that is
 * free. A schedule whose last run goes on still is not called: on AWS it would find the lease taken, leave a note and end.
 * @param at what is to be done in a minute before its schedules; false to be asked for a last time
 */
export async function runMinutes(
  stage: SimulatedStage,
  from: number,
  at: (minute: number) => boolean | Promise<boolean>,
): Promise<Minutes> {
  const waits = waitsOf('summaries');
  const { messages } = stage.aws;
  const lanes = Array.from({ length: stage.functions['summarize-import'].source?.mostAtOnce ?? 1 }, () => 0);
  const busyUntil = new Map<FunctionName, number>();
  let [skipped, until] = [0, from];

  const summarize = async (before: number): Promise<void> => {
    for (;;) {
      messages.summaries.sort((a, b) => a.from - b.from);
      const next = messages.summaries[0];
      if (!next || next.from >= before) return;
      messages.summaries.shift();
      const free = Math.min(...lanes);
      const lane = lanes.indexOf(free);
      const start = Math.max(next.from, free);
      waits.add(start - next.from);
      waits.inFlight(lanes.filter((busy) => busy > start).length + 1);
      const { durationMs } = await stage.invoke(
        'summarize-import',
        sqsEvent([next.body], start),
        start,
        lane,
      );
      lanes[lane] = start + durationMs;
      until = Math.max(until, start + durationMs);
    }
  };

  for (let minute = nextMinute(from); ; minute += MINUTE) {
    const goesOn = await at(minute);
    for (const name of SCHEDULED) {
      if ((busyUntil.get(name) ?? 0) > minute) {
        skipped += 1;
        continue;
      }
      const { durationMs } = await stage.invoke(name, scheduledEvent(minute), minute);
      busyUntil.set(name, minute + durationMs);
      until = Math.max(until, minute + durationMs);
    }
    await summarize(minute + MINUTE);
    if (!goesOn) return { until, summaries: waits.queue(), skipped };
  }
}
