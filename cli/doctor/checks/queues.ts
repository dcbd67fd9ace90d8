import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { attributesOf } from '../attributes.ts';
import type { Check, Finding } from '../finding.ts';
import { deployOrCall, ofEach, unless } from '../finding.ts';
import { countOf } from '../../../errors/index.ts';

/** Queues of what was given up: dead letters of queues and buses, and failed calls of functions. */
const GIVEN_UP = /-(?:dead-letters|failures)$/;

export const queues: Check = {
  name: 'dead-letters',
  finds: 'queues of dead letters and of failed calls that are not empty; queues that are gone',
  look: (patient) => {
    const { stage, stack, clients } = patient;
    return ofEach(stack.queues, async ({ name, arn, url, logicalId }): Promise<Finding[]> => {
      const found = await unless(
        clients.queues.send(new GetQueueUrlCommand({ QueueName: name })),
        ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
        undefined,
      );
      if (found === undefined) {
        const call = { QueueName: name, Attributes: attributesOf(patient, logicalId, url) };
        const next = deployOrCall(stage.stage, ['sqs create-queue', call]);
        return [{ what: `the queue ${name} is gone`, next }];
      }
      if (!GIVEN_UP.test(name)) return [];
      const { Attributes = {} } = await clients.queues.send(
        new GetQueueAttributesCommand({
          QueueUrl: found.QueueUrl,
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      const count = Number(Attributes.ApproximateNumberOfMessages ?? 0);
      if (count === 0) return [];
      const isOfCalls = name.endsWith('-failures');
      return [
        {
          what: `${name} holds ${countOf(count, isOfCalls ? 'failed call' : 'dead letter')}`,
          next: isOfCalls
            ? `aws logs tail /aws/lambda/${name.replace(/-failures$/, '')} --since 1d   # see why; the schedule goes on by itself: aws sqs purge-queue --queue-url ${found.QueueUrl}`
            : `aws sqs start-message-move-task --source-arn ${arn}   # when what they failed at is mended: docs/operations.md`,
        },
      ];
    });
  },
};
