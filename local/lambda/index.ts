/**
 * In: invocations, queues and events.
 * Out: answers and logs of functions that run from zips in worker threads: the packaged ones, and those that callers make.
 * Touches: its tables, its code folder and worker threads.
 */
export { CRASH } from './crashes.ts';
export { variablesOf } from './environments/variables.ts';
export { LAMBDA_PATHS } from './api/lambda-service.ts';
export { createLambda } from './create-lambda.ts';
export type { InvokeAnswer, Lambda } from './lambda.ts';
