import type { StationId } from '../../../console/api/index.ts';

/** A queue of a stage's stack, as the flow counts it. */
interface StageQueue {
  /** Behind `inlet-<stage>-`. */
  name: string;
  station: StationId;
  /** Whether its messages wait to be worked on, or were given up and wait for a person. */
  holds: 'waiting' | 'givenUp';
}

/**
 * Every queue that infrastructure/ declares; a test compares. Those that a parameter adds (`encryptBus`,
 * `consumerDeadLetters`) are missing in most stages.
 */
export const STAGE_QUEUES: readonly StageQueue[] = [
  { name: 'arrivals', station: 'inbox', holds: 'waiting' },
  { name: 'arrivals-dead-letters', station: 'inbox', holds: 'givenUp' },
  { name: 'start-imports-failures', station: 'imports', holds: 'givenUp' },
  { name: 'poll-jobs-failures', station: 'jobs', holds: 'givenUp' },
  { name: 'summaries', station: 'results', holds: 'waiting' },
  { name: 'summaries-dead-letters', station: 'results', holds: 'givenUp' },
  { name: 'actions', station: 'bus', holds: 'waiting' },
  { name: 'actions-dead-letters', station: 'bus', holds: 'givenUp' },
  { name: 'exports', station: 'bus', holds: 'waiting' },
  { name: 'exports-dead-letters', station: 'bus', holds: 'givenUp' },
  { name: 'run-exports-failures', station: 'bus', holds: 'givenUp' },
  { name: 'bus-dead-letters', station: 'bus', holds: 'givenUp' },
  { name: 'consumer-dead-letters', station: 'bus', holds: 'givenUp' },
];
