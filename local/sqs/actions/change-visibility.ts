import type { Caller, JsonObject } from '../../ground/index.ts';
import { AwsError } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { LONGEST_VISIBILITY_SECONDS } from './receive-message.ts';
import { integerWithin, queueOf, required, runBatch } from './sqs.ts';
import type { Sqs } from './sqs.ts';

/** ChangeMessageVisibility, ChangeMessageVisibilityBatch. */
export function visibilityActions(sqs: Sqs): Record<string, AwsJsonAction> {
  const change = (queueArn: string, input: JsonObject, caller: Caller): void => {
    const seconds = integerWithin(input, 'VisibilityTimeout', 0, LONGEST_VISIBILITY_SECONDS);
    if (seconds === undefined)
      throw new AwsError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
    sqs.queues.changeVisibility(caller, queueArn, [required(input, 'ReceiptHandle')], seconds);
  };
  return {
    ChangeMessageVisibility(input, { caller }) {
      change(queueOf(sqs, input).arn, input, caller);
    },
    ChangeMessageVisibilityBatch(input, { caller }) {
      const { arn } = queueOf(sqs, input);
      return runBatch(sqs, input, (entry) => {
        change(arn, entry, caller);
      });
    },
  };
}
