import type { AwsError } from '../ground/index.ts';
import { isJsonObject, notImplemented, rowOf } from '../ground/index.ts';
import type { Input } from './requested-resources.ts';

/**
 * `served`: whatever it says is done, or refused as DynamoDB refuses it. A list: these values ask for nothing that is
 * not there anyway; every other one is 501.
 */
type Served = 'served' | readonly (string | boolean)[];

const served = (names: string): Record<string, Served> =>
  Object.fromEntries(names.split(' ').map((name) => [name, 'served']));

/** What writes would tell is not counted: their indexes cost capacity, too. */
const WRITE = {
  ReturnConsumedCapacity: ['NONE'],
  ReturnItemCollectionMetrics: ['NONE'],
} satisfies Record<string, Served>;

const CONDITIONS =
  'Expected ConditionalOperator ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure';
const READ =
  'TableName IndexName Select AttributesToGet Limit ConsistentRead ConditionalOperator ExclusiveStartKey ReturnConsumedCapacity ProjectionExpression FilterExpression ExpressionAttributeNames ExpressionAttributeValues';

/**
 * What is served of DynamoDB: each operation with its parameters, by path (API reference, "Actions"). A parameter whose
 * members stand here, too, is served with these only. The library beneath leaves out what it does not know and says nothing;
 * so what is not here is answered 501 before it comes there.
 */
export const SERVED_MEMBERS: Readonly<Record<string, Readonly<Record<string, Served>>>> = {
  BatchGetItem: served(
    'RequestItems RequestItems.Keys RequestItems.AttributesToGet RequestItems.ConsistentRead RequestItems.ProjectionExpression RequestItems.ExpressionAttributeNames ReturnConsumedCapacity',
  ),
  BatchWriteItem: {
    ...served(
      'RequestItems RequestItems.PutRequest RequestItems.PutRequest.Item RequestItems.DeleteRequest RequestItems.DeleteRequest.Key',
    ),
    ...WRITE,
  },
  CreateTable: {
    ...served(
      'TableName AttributeDefinitions KeySchema BillingMode ProvisionedThroughput LocalSecondaryIndexes GlobalSecondaryIndexes GlobalSecondaryIndexes.IndexName GlobalSecondaryIndexes.KeySchema GlobalSecondaryIndexes.Projection GlobalSecondaryIndexes.ProvisionedThroughput',
    ),
    ...served('StreamSpecification SSESpecification'),
    'StreamSpecification.StreamEnabled': [false],
    'SSESpecification.Enabled': [false],
    TableClass: ['STANDARD'],
    DeletionProtectionEnabled: [false],
  },
  DeleteItem: { ...served(`TableName Key ReturnValues ${CONDITIONS}`), ...WRITE },
  DeleteTable: served('TableName'),
  DescribeTable: served('TableName'),
  DescribeTimeToLive: served('TableName'),
  GetItem: served(
    'TableName Key AttributesToGet ConsistentRead ReturnConsumedCapacity ProjectionExpression ExpressionAttributeNames',
  ),
  ListTables: served('ExclusiveStartTableName Limit'),
  ListTagsOfResource: served('ResourceArn'),
  PutItem: { ...served(`TableName Item ReturnValues ${CONDITIONS}`), ...WRITE },
  Query: served(`${READ} KeyConditions QueryFilter ScanIndexForward KeyConditionExpression`),
  Scan: served(`${READ} ScanFilter TotalSegments Segment`),
  TagResource: served('ResourceArn Tags'),
  UntagResource: served('ResourceArn TagKeys'),
  UpdateItem: {
    ...served(`TableName Key AttributeUpdates ReturnValues UpdateExpression ${CONDITIONS}`),
    ...WRITE,
  },
  UpdateTable: served(
    'TableName BillingMode ProvisionedThroughput GlobalSecondaryIndexUpdates GlobalSecondaryIndexUpdates.Update GlobalSecondaryIndexUpdates.Update.IndexName GlobalSecondaryIndexUpdates.Update.ProvisionedThroughput',
  ),
};

/** Operations whose parameter is a map by table: the names of tables are no members. */
const BY_TABLE = 'RequestItems';

/** @throws AwsError 501 for an operation that is not served, or a parameter of it */
export function requireServed(operation: string, input: Input): void {
  const members = rowOf(SERVED_MEMBERS, operation);
  if (!members) throw notImplemented(`DynamoDB's ${operation}`);
  requireMembers(members, '', input, (what) => notImplemented(`DynamoDB's ${operation} with ${what}`));
}

function requireMembers(
  members: Readonly<Record<string, Served>>,
  parent: string,
  value: unknown,
  refuse: (what: string) => AwsError,
): void {
  if (Array.isArray(value)) {
    for (const item of value) requireMembers(members, parent, item, refuse);
    return;
  }
  // What is of another type is refused by its form.
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (member === null || member === undefined) continue;
    const path = parent === '' ? name : `${parent}.${name}`;
    const how = Object.hasOwn(members, path) ? members[path] : undefined;
    if (how === undefined) throw refuse(path);
    if (how !== 'served' && !how.some((each) => each === member))
      throw refuse(`${path} other than ${how.join(', ')}`);
    const inner = Object.keys(members).some((other) => other.startsWith(`${path}.`));
    if (!inner) continue;
    const values = path === BY_TABLE && isJsonObject(member) ? Object.values(member) : [member];
    for (const each of values) requireMembers(members, path, each, refuse);
  }
}
