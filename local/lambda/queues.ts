import type { Queues } from '../sqs/index.ts';

/** What Lambda needs of the queues; they check its calls as those of the function's role. */
export type FunctionQueues = Pick<Queues, 'receive' | 'delete' | 'onAvailable' | 'count' | 'send'>;
