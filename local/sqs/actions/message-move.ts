import { randomUUID } from 'node:crypto';
import { AwsError, notImplemented } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { textMember } from '../../http/index.ts';
import { required } from './sqs.ts';
import type { Sqs } from './sqs.ts';

/** StartMessageMoveTask: the redrive of a dead-letter queue. It is done when the call is answered. */
export function redriveActions({ queues, book }: Sqs): Record<string, AwsJsonAction> {
  const isDeadLetterQueue = (arn: string): boolean =>
    book.list().some(({ redrive }) => redrive?.deadLetterTargetArn === arn);
  return {
    StartMessageMoveTask(input, { caller }) {
      const sourceArn = required(input, 'SourceArn');
      if (!book.list().some(({ arn }) => arn === sourceArn))
        throw new AwsError(
          'ResourceNotFoundException',
          'The resource that you specified for the SourceArn parameter does not exist.',
        );
      if (!isDeadLetterQueue(sourceArn))
        throw new AwsError(
          'InvalidParameterValue',
          'Source queue must be configured as a Dead Letter Queue.',
        );
      if (input.MaxNumberOfMessagesPerSecond !== undefined)
        throw notImplemented('MaxNumberOfMessagesPerSecond of StartMessageMoveTask: it moves all at once');
      queues.redrive(caller, sourceArn, textMember(input, 'DestinationArn'));
      return { TaskHandle: randomUUID() };
    },
  };
}
