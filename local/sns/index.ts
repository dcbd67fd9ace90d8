/**
 * In: SNS's query API, messages of other services.
 * Out: topics, and their messages in the queues that subscribe.
 * Touches: its tables; queues by the function that it is given.
 */
export type { Sns } from './sns.ts';
export { createSns } from './sns.ts';
