/**
 * In: SQS's JSON API and messages of other services.
 * Out: queues with visibility, redrive and dead letters.
 * Touches: its tables.
 */
export type { Message, MessageAttribute, Queues } from './create-queues.ts';
export { createQueues } from './create-queues.ts';
