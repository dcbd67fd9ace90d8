import type { FunctionName, SimulatedFunction } from '../lambda/functions.ts';
import type { Outcome } from '../lambda/environment-process.ts';

/** What a function's invocations came to in one scenario. */
export interface MeasuredFunction {
  name: FunctionName;
  memoryMb: number;
  timeoutSeconds: number;
  invocations: number;
  /** The most that one of its processes had, bytes. */
  peakBytes: number;
  /** Of the invocation that took longest in simulated time, milliseconds. */
  longest: Pick<Outcome, 'durationMs' | 'processorMs' | 'waitedMs'>;
  processorMs: number;
  /** What its handler threw, and how often. */
  errors: Map<string, number>;
}

export const unmeasured = (
  name: FunctionName,
  { memoryMb, timeoutSeconds }: SimulatedFunction,
): MeasuredFunction => ({
  name,
  memoryMb,
  timeoutSeconds,
  invocations: 0,
  peakBytes: 0,
  longest: { durationMs: 0, processorMs: 0, waitedMs: 0 },
  processorMs: 0,
  errors: new Map(),
});

/** Adds one invocation. */
export function addOutcome(measured: MeasuredFunction, outcome: Outcome): void {
  measured.invocations += 1;
  measured.peakBytes = Math.max(measured.peakBytes, outcome.peakBytes);
  measured.processorMs += outcome.processorMs;
  if (outcome.durationMs > measured.longest.durationMs) {
    const { durationMs, processorMs, waitedMs } = outcome;
    measured.longest = { durationMs, processorMs, waitedMs };
  }
  if (outcome.error !== undefined)
    measured.errors.set(outcome.error, (measured.errors.get(outcome.error) ?? 0) + 1);
}

/** How long messages waited in a queue, milliseconds of simulated time, and how many were being worked on at once at most. */
export interface QueueAge {
  queue: string;
  messages: number;
  worstMs: number;
  medianMs: number;
  mostInFlight: number;
}

/** What one scenario came to. */
export interface ScenarioResult {
  name: string;
  /** What was simulated, in words. */
  what: string;
  files: number;
  functions: MeasuredFunction[];
  queues: QueueAge[];
  /** Lines beside the tables: what, and how much. */
  facts: [what: string, value: string][];
  /** AWS calls, by service and operation. */
  calls: Map<string, number>;
  writeUnits: number;
  /** Bytes. */
  largestItem: number;
  largestEventRequest: number;
  /** What does not hold, in sentences; none where all does. */
  broken: string[];
}
