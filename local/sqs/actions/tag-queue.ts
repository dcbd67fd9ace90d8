import type { JsonObject } from '../../ground/index.ts';
import { AwsError } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { objectMember, textListMember } from '../../http/index.ts';
import type { Queue } from '../queue.ts';
import { queueOf } from './sqs.ts';
import type { Sqs } from './sqs.ts';

/** SQS Developer Guide, "Amazon SQS cost allocation tags": so many a queue; keys of 1 to 128 characters, values of up to 256. */
const MOST_TAGS = 50;
const LONGEST = { key: 128, value: 256 };

/** TagQueue, UntagQueue, ListQueueTags. Tags that the template has are the stack's, and not shown here. */
export function tagActions(sqs: Sqs): Record<string, AwsJsonAction> {
  const { runtimeQueues, authorize } = sqs;
  const retag = ({ createdMs, ...queue }: Queue, tags: Readonly<Record<string, string>>): void => {
    runtimeQueues.change({ ...queue, tags, createdMs });
  };
  return {
    TagQueue(input, { caller }) {
      const queue = queueOf(sqs, input);
      authorize(caller, 'sqs:TagQueue', queue.arn);
      retag(queue, checked({ ...queue.tags, ...tagsOf(input, 'Tags') }));
    },
    UntagQueue(input, { caller }) {
      const queue = queueOf(sqs, input);
      authorize(caller, 'sqs:UntagQueue', queue.arn);
      const gone = new Set(textListMember(input, 'TagKeys') ?? []);
      retag(queue, Object.fromEntries(Object.entries(queue.tags ?? {}).filter(([key]) => !gone.has(key))));
    },
    ListQueueTags(input, { caller }) {
      const queue = queueOf(sqs, input);
      authorize(caller, 'sqs:ListQueueTags', queue.arn);
      const tags = queue.tags ?? {};
      return Object.keys(tags).length > 0 ? { Tags: tags } : {};
    },
  };
}

/** The tags of a request. @throws AwsError InvalidParameterValue where one is none */
export function tagsOf(input: JsonObject, member: string): Record<string, string> {
  const given = objectMember(input, member) ?? {};
  for (const [key, value] of Object.entries(given))
    if (typeof value !== 'string' || value.length > LONGEST.value || !isKey(key))
      throw new AwsError('InvalidParameterValue', `Value for tag ${key} is invalid.`);
  return checked(given as Record<string, string>);
}

const isKey = (key: string): boolean => key.length >= 1 && key.length <= LONGEST.key && !/^aws:/i.test(key);

function checked(tags: Record<string, string>): Record<string, string> {
  if (Object.keys(tags).length > MOST_TAGS)
    throw new AwsError('InvalidParameterValue', `Too many tags: a queue has ${MOST_TAGS} at most.`);
  return tags;
}
