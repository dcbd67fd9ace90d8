import { arnOf, parsedJson } from '../ground/index.ts';

/** What is read of a request's input. */
export interface Input {
  TableName?: unknown;
  IndexName?: unknown;
  ResourceArn?: unknown;
  /** By table: BatchGetItem, BatchWriteItem. */
  RequestItems?: unknown;
  [member: string]: unknown;
}

/**
 * The ARNs that a DynamoDB request is about, as its permissions name them: the index where one is read, each
 * table of a batch, `*` where the operation has no resource (Service Authorization Reference, "Amazon DynamoDB").
 */
export function requestedResources(input: Input): string[] {
  if (typeof input.ResourceArn === 'string') return [input.ResourceArn];
  const names = [input.TableName, ...Object.keys(input.RequestItems ?? {})].filter(
    (name) => typeof name === 'string',
  );
  if (names.length === 0) return ['*'];
  const index = typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
  return names.map((name) => arnOf('dynamodb', `table/${name}${index}`));
}

/** Undefined where the body is not a JSON object, which DynamoDB itself then says. */
export function readInput(body: Buffer): Input | undefined {
  const input = parsedJson(body.toString('utf8'));
  return typeof input === 'object' && input !== null ? { ...input } : undefined;
}
