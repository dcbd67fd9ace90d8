import { isDeepStrictEqual } from 'node:util';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { Stack, Statement } from '../../../local/cloudformation/index.ts';
import { parsePolicy } from '../../../local/cloudformation/index.ts';
import { attributesOf } from '../attributes.ts';
import type { Check, Finding } from '../finding.ts';
import { deployOrCall, ofEach, unless } from '../finding.ts';

type Queue = Stack['queues'][number];

export const queueSettings: Check = {
  name: 'queue-settings',
  finds:
    'queues that rules may no longer send to, that give nothing up, or that hand a message out again while somebody still works on it',
  look: (patient) => {
    const { stage, stack, clients } = patient;
    return ofEach(stack.queues, async (queue): Promise<Finding[]> => {
      const found = await unless(
        clients.queues.send(new GetQueueUrlCommand({ QueueName: queue.name })),
        ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
        undefined,
      );
      // That it is gone, dead-letters says.
      if (found === undefined) return [];
      const { Attributes = {} } = await clients.queues.send(
        new GetQueueAttributesCommand({
          QueueUrl: found.QueueUrl,
          AttributeNames: ['Policy', 'RedrivePolicy', 'VisibilityTimeout'],
        }),
      );
      const wrong = wrongIn(queue, Attributes);
      if (wrong.length === 0) return [];
      const call = {
        QueueUrl: found.QueueUrl,
        Attributes: attributesOf(patient, queue.logicalId, queue.url),
      };
      return [
        {
          what: `the queue ${queue.name} ${wrong.join(', and ')}`,
          next: deployOrCall(stage.stage, ['sqs set-queue-attributes', call]),
        },
      ];
    });
  },
};

function wrongIn(
  { policy, redrive, visibilityTimeoutSeconds }: Queue,
  is: Partial<Record<string, string>>,
): string[] {
  const now = is.Policy ? parsePolicy(JSON.parse(is.Policy) as Parameters<typeof parsePolicy>[0]) : [];
  const lost = policy.filter((statement) => !now.some((other) => isDeepStrictEqual(other, statement)));
  const seconds = Number(is.VisibilityTimeout);
  return [
    ...lost.map((statement) => `has lost the statement ${nameOf(statement)} of its policy`),
    ...(redrive === undefined || deadLettersOf(is.RedrivePolicy) === redrive.deadLetterTargetArn
      ? []
      : ['gives nothing up: what fails is tried for ever']),
    ...(seconds >= visibilityTimeoutSeconds
      ? []
      : [`hands a message out again after ${seconds} s, not ${visibilityTimeoutSeconds}`]),
  ];
}

const nameOf = ({ sid, effect, actions = [] }: Statement): string => sid ?? `${effect} ${actions.join(', ')}`;

const deadLettersOf = (policy: string | undefined): string | undefined =>
  policy ? (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn : undefined;
