import { parsePolicy } from '../cloudformation/index.ts';
import type { JsonObject } from '../ground/index.ts';
import { AwsError, isJsonObject, notImplemented, parsedJson, rowOf } from '../ground/index.ts';
import { textMember } from '../http/index.ts';
import type { QueueBook, QueueDeclaration } from './queue.ts';

/** What a caller may say of a queue; an attribute that is set to nothing is undefined here. */
export type SettableAttributes = {
  [Name in keyof Omit<QueueDeclaration, 'name' | 'arn' | 'fifo'>]: QueueDeclaration[Name] | undefined;
};

/** Limits of the numbers (API reference, SetQueueAttributes): seconds, but for the bytes of a message. */
const NUMBERS: Readonly<Record<string, { member: keyof SettableAttributes; least: number; most: number }>> = {
  VisibilityTimeout: { member: 'visibilityTimeoutSeconds', least: 0, most: 43_200 },
  DelaySeconds: { member: 'delaySeconds', least: 0, most: 900 },
  MessageRetentionPeriod: { member: 'messageRetentionSeconds', least: 60, most: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { member: 'receiveWaitSeconds', least: 0, most: 20 },
  MaximumMessageSize: { member: 'maximumMessageBytes', least: 1024, most: 1_048_576 },
};

const MOST_RECEIVES = 1000;

/**
 * Reads the `Attributes` of CreateQueue or SetQueueAttributes: texts, of which some hold JSON.
 * @throws AwsError for what AWS would refuse; NotImplemented for what this cloud does not do
 */
export function readAttributes(attributes: JsonObject, book: QueueBook): Partial<SettableAttributes> {
  return Object.assign(
    {},
    ...Object.keys(attributes).map((name) => readAttribute(name, textMember(attributes, name) ?? '', book)),
  ) as Partial<SettableAttributes>;
}

function readAttribute(name: string, value: string, book: QueueBook): Partial<SettableAttributes> {
  const number = rowOf(NUMBERS, name);
  if (number) {
    const given = /^\d+$/.test(value) ? Number(value) : NaN;
    if (!(given >= number.least && given <= number.most)) throw invalidValue(name);
    return { [number.member]: given };
  }
  if (name === 'Policy') return { policy: value === '' ? [] : readPolicy(value) };
  if (name === 'RedrivePolicy') return { redrive: value === '' ? undefined : readRedrive(value, book) };
  if (name === 'KmsMasterKeyId') return { kmsKeyArn: value === '' ? undefined : readKey(value) };
  // What it says of a queue without a key of its own is so anyhow.
  if (name === 'SqsManagedSseEnabled' && value === 'true') return {};
  throw KNOWN.includes(name)
    ? notImplemented(`the attribute ${name} = ${value} of a queue`)
    : new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

/** Attributes that SQS has and this cloud does not. */
const KNOWN = [
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
];

function readPolicy(text: string): QueueDeclaration['policy'] {
  try {
    return parsePolicy(JSON.parse(text) as Parameters<typeof parsePolicy>[0]);
  } catch (error) {
    throw new AwsError(
      'InvalidAttributeValue',
      `Invalid value for the parameter Policy. ${(error as Error).message}`,
    );
  }
}

function readRedrive(text: string, book: QueueBook): NonNullable<QueueDeclaration['redrive']> {
  const policy = parsedJson(text);
  const { deadLetterTargetArn, maxReceiveCount } = isJsonObject(policy) ? policy : {};
  const refuse = (reason: string): AwsError =>
    new AwsError(
      'InvalidParameterValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}.`,
    );
  if (typeof deadLetterTargetArn !== 'string' || !book.find(deadLetterTargetArn))
    throw refuse('Dead letter target does not exist');
  // A number or, as the CLI's users write it, a text.
  const most = Number(maxReceiveCount);
  if (!Number.isInteger(most) || most < 1 || most > MOST_RECEIVES)
    throw refuse(`Invalid value for maxReceiveCount: it is 1 to ${MOST_RECEIVES}`);
  return { deadLetterTargetArn, maxReceiveCount: most };
}

function readKey(key: string): string | undefined {
  if (/(^|:)alias\/aws\//.test(key)) return undefined;
  if (!key.startsWith('arn:aws:kms:'))
    throw notImplemented(`the key ${key} of a queue made at runtime: name it by its ARN`);
  return key;
}

const invalidValue = (name: string): AwsError =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
