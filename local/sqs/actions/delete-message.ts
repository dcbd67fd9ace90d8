import type { AwsJsonAction } from '../../http/index.ts';
import { queueOf, required, runBatch } from './sqs.ts';
import type { Sqs } from './sqs.ts';

/** DeleteMessage, DeleteMessageBatch. */
export function deleteActions(sqs: Sqs): Record<string, AwsJsonAction> {
  return {
    DeleteMessage(input, { caller }) {
      sqs.queues.delete(caller, queueOf(sqs, input).arn, [required(input, 'ReceiptHandle')]);
    },
    DeleteMessageBatch(input, { caller }) {
      const { arn } = queueOf(sqs, input);
      return runBatch(sqs, input, (entry) => {
        sqs.queues.delete(caller, arn, [required(entry, 'ReceiptHandle')]);
      });
    },
  };
}
