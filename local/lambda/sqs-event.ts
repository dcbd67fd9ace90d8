import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import { REGION } from '../ground/index.ts';
import type { Message, MessageAttribute } from '../sqs/index.ts';

/** The event a function gets for a batch of messages (Lambda developer guide, "Using Lambda with Amazon SQS"). */
export const sqsEvent = (queueArn: string, messages: readonly Message[]): SQSEvent => ({
  Records: messages.map((message) => recordOf(queueArn, message)),
});

const recordOf = (queueArn: string, message: Message): SQSRecord => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: { ...message.attributes } as unknown as SQSRecord['attributes'],
  messageAttributes: Object.fromEntries(
    Object.entries(message.messageAttributes).map(([name, attribute]) => [name, recordAttribute(attribute)]),
  ),
  md5OfBody: message.md5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: REGION,
});

const recordAttribute = (attribute: MessageAttribute): SQSMessageAttribute => ({
  ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
  ...(attribute.BinaryValue === undefined ? {} : { binaryValue: attribute.BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: attribute.DataType,
});

/**
 * The messages a batch response reports as failed. Lambda takes no list, or an empty one, for success, and
 * anything malformed (no list, no identifier, one that is not of the batch) for a failure of the whole batch
 * (Lambda developer guide, "Success and failure conditions").
 */
export function failedMessages(response: unknown, messages: readonly Message[]): ReadonlySet<string> {
  const all = new Set(messages.map(({ messageId }) => messageId));
  if (response === null || response === undefined) return new Set();
  if (typeof response !== 'object') return all;
  const { batchItemFailures: failures = null } = response as { batchItemFailures?: unknown };
  if (failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const identifiers = failures.map((item: { itemIdentifier?: unknown } | null) => item?.itemIdentifier);
  return identifiers.every((identifier) => typeof identifier === 'string' && all.has(identifier))
    ? new Set(identifiers as string[])
    : all;
}
