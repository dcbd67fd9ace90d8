import type { Caller, JsonObject } from '../../ground/index.ts';
import { AwsError, notImplemented } from '../../ground/index.ts';
import type { AwsJsonAction } from '../../http/index.ts';
import { objectListMember, objectMember, textMember } from '../../http/index.ts';
import { md5, md5OfAttributes, parseMessageAttributes } from '../message-attributes.ts';
import type { Queue } from '../queue.ts';
import { integerWithin, queueOf, required, runBatch } from './sqs.ts';
import type { Sqs } from './sqs.ts';

const LONGEST_DELAY_SECONDS = 900;
const LONGEST_BATCH_BYTES = 1024 * 1024;

/** What a message may not hold (API reference, SendMessage; W3C XML characters). */
// eslint-disable-next-line no-control-regex -- these are the characters that SQS refuses
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** Members of FIFO queues and fair queues, which are not here: refused, not ignored. */
const OF_OTHER_QUEUES = ['MessageGroupId', 'MessageDeduplicationId'];

/** SendMessage, SendMessageBatch. */
export function sendActions(sqs: Sqs): Record<string, AwsJsonAction> {
  const send = (queue: Queue, input: JsonObject, caller: Caller): JsonObject => {
    const body = required(input, 'MessageBody');
    if (FORBIDDEN.test(body))
      throw new AwsError(
        'InvalidMessageContents',
        'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
      );
    for (const member of OF_OTHER_QUEUES)
      if (input[member] !== undefined) throw notImplemented(`${member} of messages`);
    if (Object.keys(objectMember(input, 'MessageSystemAttributes') ?? {}).length > 0)
      throw notImplemented('MessageSystemAttributes (X-Ray trace headers)');
    const attributes = parseMessageAttributes(objectMember(input, 'MessageAttributes'));
    const delaySeconds = integerWithin(input, 'DelaySeconds', 0, LONGEST_DELAY_SECONDS);
    return {
      MessageId: sqs.queues.send(queue.arn, body, caller, attributes, delaySeconds),
      MD5OfMessageBody: md5(body),
      MD5OfMessageAttributes: md5OfAttributes(attributes),
    };
  };

  return {
    SendMessage: (input, { caller }) => send(queueOf(sqs, input), input, caller),
    SendMessageBatch(input, { caller }) {
      const queue = queueOf(sqs, input);
      const bytes = (objectListMember(input, 'Entries') ?? [])
        .map((entry) => Buffer.byteLength(textMember(entry, 'MessageBody') ?? ''))
        .reduce((sum, length) => sum + length, 0);
      if (bytes > LONGEST_BATCH_BYTES)
        throw new AwsError(
          'BatchRequestTooLong',
          `Batch requests cannot be longer than ${LONGEST_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
        );
      return runBatch(sqs, input, (entry) => send(queue, entry, caller));
    },
  };
}
