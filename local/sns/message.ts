import type { JsonObject } from '../ground/index.ts';
import { AwsError, isJsonObject, parsedJson } from '../ground/index.ts';
import { objectMember, textMember } from '../http/index.ts';

/** An attribute of a message, as queues take them. */
export type Attributes = Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;

export interface Message {
  text: string;
  subject?: string;
  attributes: Attributes;
  /** The attributes as filter policies see them: texts, numbers, arrays; no binary ones. */
  facts: JsonObject;
}

/** API reference, Publish. */
const MOST_BYTES = 256 * 1024;
const MOST_SUBJECT = 100;

/** The message of a Publish, as it goes to queues. @throws AwsError InvalidParameter */
export function messageIn(input: JsonObject): Message {
  const whole = textMember(input, 'Message') ?? '';
  const subject = textMember(input, 'Subject');
  if (whole === '') throw invalid('Empty message');
  if (Buffer.byteLength(whole) > MOST_BYTES) throw invalid('Message too long');
  if (subject !== undefined && !(subject.length > 0 && subject.length < MOST_SUBJECT))
    throw invalid('Subject');
  return {
    text: input.MessageStructure === 'json' ? forQueues(whole) : whole,
    ...(subject !== undefined && { subject }),
    attributes: attributesIn(input),
    facts: factsIn(input),
  };
}

/** With MessageStructure json a message says what each protocol gets. */
function forQueues(text: string): string {
  const versions = parsedJson(text);
  if (!isJsonObject(versions)) throw invalid('Message Structure - JSON message body failed to parse');
  if (typeof versions.default !== 'string')
    throw invalid('Message Structure - No default entry in JSON message body');
  return typeof versions.sqs === 'string' ? versions.sqs : versions.default;
}

const attributesIn = (input: JsonObject): Attributes =>
  Object.fromEntries(
    Object.entries(objectMember(input, 'MessageAttributes') ?? {}).map(([name, attribute]) => {
      const read = isJsonObject(attribute) ? attribute : {};
      const DataType = textMember(read, 'DataType') ?? '';
      if (!/^(String|Number|Binary|String\.Array)$/.test(DataType))
        throw invalid(`The message attribute '${name}' has an invalid message attribute type`);
      const member = DataType === 'Binary' ? 'BinaryValue' : 'StringValue';
      const value = textMember(read, member);
      if (!value)
        throw invalid(`The message attribute '${name}' must contain non-empty message attribute value`);
      return [name, { DataType: DataType === 'String.Array' ? 'String' : DataType, [member]: value }];
    }),
  );

/** Filter policies compare numbers with attributes that are Numbers, and look into those that are arrays (SNS Developer Guide, "Message filtering"). */
const factsIn = (input: JsonObject): JsonObject =>
  Object.fromEntries<unknown>(
    Object.entries(objectMember(input, 'MessageAttributes') ?? {}).flatMap(
      ([name, attribute]): [string, unknown][] => {
        const { DataType, StringValue } = isJsonObject(attribute) ? attribute : {};
        if (DataType === 'Binary' || typeof StringValue !== 'string') return [];
        if (DataType === 'Number') return [[name, Number(StringValue)]];
        const array = DataType === 'String.Array' ? parsedJson(StringValue) : undefined;
        return [[name, Array.isArray(array) ? array : StringValue]];
      },
    ),
  );

/**
 * The notification that a queue gets (SNS Developer Guide, "Raw message delivery"; "Parsing Amazon SNS message formats"). The members that
 * prove who sent it are not there: nobody here has SNS's key.
 */
export const notificationOf = (message: Message, messageId: string, topicArn: string, now: number): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: message.text,
    Timestamp: new Date(now).toISOString(),
    ...(Object.keys(message.attributes).length > 0 && {
      MessageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
          name,
          { Type: DataType, Value: StringValue ?? BinaryValue },
        ]),
      ),
    }),
  });

export const invalid = (what: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
