import { AwsError, arnOf, notImplemented } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { objectMember } from '../../http/index.ts';
import type { Queue, QueueDeclaration } from '../queue.ts';
import { queueUrl } from '../queue.ts';
import type { SettableAttributes } from '../settable-attributes.ts';
import { readAttributes } from '../settable-attributes.ts';
import { attributesOf } from './queue-attributes.ts';
import { queueOf, required } from './sqs.ts';
import type { Sqs } from './sqs.ts';
import { tagsOf } from './tag-queue.ts';

const QUEUE_NAME = /^[\w-]{1,80}$/;

/** SQS's own, seconds (API reference, CreateQueue); the others are the queue's where it does not say. */
const DEFAULTS = { visibilityTimeoutSeconds: 30, messageRetentionSeconds: 345_600 };

/** CreateQueue, SetQueueAttributes, DeleteQueue. The queues of the template are the template's to change. */
export function lifeActions(sqs: Sqs): Record<string, AwsJsonAction> {
  const { queues, runtimeQueues, book, authorize } = sqs;
  return {
    CreateQueue(input, { caller, host }) {
      const name = required(input, 'QueueName');
      const arn = arnOf('sqs', name);
      authorize(caller, 'sqs:CreateQueue', arn);
      if (input.tags !== undefined) authorize(caller, 'sqs:TagQueue', arn);
      const tags = tagsOf(input, 'tags');
      if (name.endsWith('.fifo')) throw notImplemented(`FIFO queues (${name})`);
      if (!QUEUE_NAME.test(name))
        throw new AwsError(
          'InvalidParameterValue',
          'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
        );
      const given = readAttributes(objectMember(input, 'Attributes') ?? {}, book);
      const found = book.find(arn);
      if (found) refuseDifferent(found, given);
      else runtimeQueues.create(withAttributes({ name, arn, tags, ...DEFAULTS }, given));
      return { QueueUrl: queueUrl(book.byArn(arn), host) };

      function refuseDifferent(queue: Queue, wanted: Partial<SettableAttributes>): void {
        const is = attributesOf(queue, queues);
        const asked = attributesOf({ ...withAttributes(queue, wanted), createdMs: queue.createdMs }, queues);
        const different = Object.keys(asked).find((attribute) => asked[attribute] !== is[attribute]);
        if (different !== undefined)
          throw new AwsError(
            'QueueNameExists',
            `A queue already exists with the same name and a different value for attribute ${different}`,
          );
      }
    },
    SetQueueAttributes(input, { caller }) {
      const queue = queueOf(sqs, input);
      authorize(caller, 'sqs:SetQueueAttributes', queue.arn);
      const given = readAttributes(objectMember(input, 'Attributes') ?? {}, book);
      runtimeQueues.change({ ...withAttributes(queue, given), createdMs: queue.createdMs });
    },
    DeleteQueue(input, { caller }) {
      const queue = queueOf(sqs, input);
      authorize(caller, 'sqs:DeleteQueue', queue.arn);
      runtimeQueues.remove(queue);
    },
  };
}

/** An attribute that is set to nothing is taken away. */
const withAttributes = (queue: QueueDeclaration, given: Partial<SettableAttributes>): QueueDeclaration =>
  Object.fromEntries(
    Object.entries({ ...queue, ...given }).filter(([, value]) => value !== undefined),
  ) as unknown as QueueDeclaration;
