import type { AwsJsonAction } from '../../http/index.ts';
import { textListMember } from '../../http/index.ts';
import type { Clock, JsonObject } from '../../ground/index.ts';
import { md5OfAttributes } from '../message-attributes.ts';
import type { MessageAttributes } from '../message-attributes.ts';
import type { Message, Queues } from '../queues.ts';
import { integerWithin, queueOf } from './sqs.ts';
import type { Sqs } from './sqs.ts';

const MOST_MESSAGES = 10;
const LONGEST_WAIT_SECONDS = 20;
export const LONGEST_VISIBILITY_SECONDS = 43_200;

/** ReceiveMessage; with WaitTimeSeconds it answers as soon as there is a message, or when the time is over. */
export function receiveAction(sqs: Sqs): Record<string, AwsJsonAction> {
  const { queues, clock } = sqs;
  return {
    async ReceiveMessage(input, { caller, gone }) {
      const queue = queueOf(sqs, input);
      const max = integerWithin(input, 'MaxNumberOfMessages', 1, MOST_MESSAGES) ?? 1;
      const visibility = integerWithin(input, 'VisibilityTimeout', 0, LONGEST_VISIBILITY_SECONDS);
      const asked = integerWithin(input, 'WaitTimeSeconds', 0, LONGEST_WAIT_SECONDS);
      const waitSeconds = asked ?? queue.receiveWaitSeconds ?? 0;
      const shown = shownOf(input);

      const end = clock.now() + waitSeconds * 1000;
      let messages = queues.receive(caller, queue.arn, max, visibility);
      while (messages.length === 0 && clock.now() < end) {
        await messagesOrEnd(queues, clock, queue.arn, end, gone);
        // A client that has gone must not take a message with it.
        if (gone.aborted) break;
        messages = queues.receive(caller, queue.arn, max, visibility);
      }
      return messages.length > 0 ? { Messages: messages.map((message) => show(message, shown)) } : {};
    },
  };
}

/** Resolves when messages may be there, when the cloud's time reaches `end`, or when the client has gone. */
function messagesOrEnd(
  queues: Queues,
  clock: Clock,
  queueArn: string,
  end: number,
  gone: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancelTimer();
      stopListening();
      gone.removeEventListener('abort', done);
      resolve();
    };
    const cancelTimer = clock.at(end, done);
    const stopListening = queues.onAvailable(queueArn, done);
    gone.addEventListener('abort', done);
  });
}

/** Whether an attribute was asked for: by name, `All`, `.*`, or a prefix with `.*`. */
type Asked = (name: string) => boolean;

const shownOf = (input: JsonObject): { system: Asked; user: Asked } => ({
  // AttributeNames is the older name of MessageSystemAttributeNames.
  system: askedBy([
    ...(textListMember(input, 'MessageSystemAttributeNames') ?? []),
    ...(textListMember(input, 'AttributeNames') ?? []),
  ]),
  user: askedBy(textListMember(input, 'MessageAttributeNames') ?? []),
});

const askedBy =
  (names: string[]): Asked =>
  (name) =>
    names.some(
      (asked) =>
        asked === 'All' ||
        asked === name ||
        (asked.endsWith('.*') && name.startsWith(asked.slice(0, -'.*'.length))),
    );

function show(message: Message, { system, user }: { system: Asked; user: Asked }): JsonObject {
  const messageAttributes: MessageAttributes = pick(message.messageAttributes, user);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    Attributes: orAbsent(pick(message.attributes, system)),
    MD5OfMessageAttributes: md5OfAttributes(messageAttributes),
    MessageAttributes: orAbsent(messageAttributes),
  };
}

const pick = <T>(record: Record<string, T>, asked: Asked): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => asked(name)));

const orAbsent = <T extends object>(record: T): T | undefined =>
  Object.keys(record).length > 0 ? record : undefined;
