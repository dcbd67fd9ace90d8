import { createHash } from 'node:crypto';
import { AwsError, isJsonObject } from '../ground/index.ts';
import { textMember } from '../http/index.ts';

/** An attribute as the API writes it; a binary value is base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export type MessageAttributes = Record<string, MessageAttribute>;

/** SQS Developer Guide, "Amazon SQS message metadata". */
const MOST_ATTRIBUTES = 10;
const NAME = /^(?!aws\.|amazon\.|\.)(?!.*\.\.)[\w\-.]{1,256}(?<!\.)$/i;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;

/** @throws AwsError InvalidParameterValue */
export function parseMessageAttributes(input: Record<string, unknown> = {}): MessageAttributes {
  const entries = Object.entries(input);
  if (entries.length > MOST_ATTRIBUTES)
    throw invalid(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    );
  return Object.fromEntries(entries.map(([name, value]) => [name, parseAttribute(name, value)]));
}

function parseAttribute(name: string, value: unknown): MessageAttribute {
  if (!NAME.test(name)) throw invalid(`The message attribute name '${name}' is invalid.`);
  if (!isJsonObject(value)) throw invalid(`The message attribute '${name}' must be an object.`);
  const dataType = textMember(value, 'DataType') ?? '';
  if (!DATA_TYPE.test(dataType))
    throw invalid(`The message attribute '${name}' has an invalid message attribute type.`);
  const member = dataType.startsWith('Binary') ? 'BinaryValue' : 'StringValue';
  const content = textMember(value, member);
  if (!content) throw invalid(`Message (user) attribute '${name}' must contain a non-empty value.`);
  return { DataType: dataType, [member]: content };
}

const invalid = (reason: string): AwsError => new AwsError('InvalidParameterValue', reason);

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/**
 * The digest that SDKs compare (SQS Developer Guide, "Calculating the MD5 message digest for message attributes"):
 * by name, each of name, data type and value with its length before it, and one byte for the value's kind.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue, BinaryValue }] of entries) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64'));
  }
  return hash.digest('hex');
}

/** Bytes of a message, as its limit counts them: the body, and each attribute's name, type and value. */
export function messageBytes(body: string, attributes: MessageAttributes): number {
  const texts = Object.entries(attributes).flatMap(([name, { DataType, StringValue }]) => [
    name,
    DataType,
    StringValue ?? '',
  ]);
  const binary = Object.values(attributes).map(
    ({ BinaryValue }) => Buffer.from(BinaryValue ?? '', 'base64').length,
  );
  return (
    [body, ...texts].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) +
    binary.reduce((bytes, length) => bytes + length, 0)
  );
}
