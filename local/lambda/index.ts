/**
 * In: invocations, queues and events.
 * Out: answers and logs of functions that run from packaged zips in worker threads.
 * Touches: its tables, its code folder and worker threads.
 */
export { CRASH } from './crashes.ts';
export { variablesOf } from './environments/variables.ts';
export type { InvokeAnswer, Lambda } from './lambda.ts';
export { createLambda } from './lambda.ts';
