import { createRequire } from 'node:module';
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { SERVED_MEMBERS } from '../../../local/dynamodb/served-members.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { clientSettings, serve } from '../../support/server.ts';
import { sdkMembers, sdkOperations } from './sdk-members.ts';

const require = createRequire(import.meta.url);

const TableName = 'parameters';
const TABLE = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', 'openWork', 'bytes'].map((AttributeName) => ({
    AttributeName,
    AttributeType: AttributeName === 'bytes' ? ('B' as const) : ('S' as const),
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-open',
      KeySchema: [
        { AttributeName: 'openWork', KeyType: 'HASH' },
        { AttributeName: 'bytes', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['shown'] },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'by-pk-open',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'openWork', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

/** In memory and in a thread: the library is the same, but where it runs is not. */
describe.each(['in memory', 'in a folder'])('tables %s', (where) => {
  let client: DynamoDBClient;
  let url: string;
  let end: () => Promise<void>;
  beforeAll(async () => {
    const { folder, remove } = await temporaryFolder();
    const dynamoDb = createDynamoDb({
      ...(where === 'in a folder' && { folder }),
      authorize: () => undefined,
    });
    await dynamoDb.declareTable(TABLE);
    const server = await serve(dynamoDb.service);
    ({ url } = server);
    client = new DynamoDBClient({ ...clientSettings(url), maxAttempts: 1 });
    end = async () => {
      client.destroy();
      await server.close();
      await dynamoDb.close();
      await remove();
    };
    await client.send(new PutItemCommand({ TableName, Item: ROW }));
  });
  afterAll(() => end());

  const Key = { pk: { S: 'a' }, sk: { S: '1' } };
  const ROW = {
    ...Key,
    openWork: { S: 'OPEN' },
    bytes: { B: new Uint8Array([1]) },
    shown: { S: 'shown' },
    unshown: { S: 'unshown' },
  };

  /** Sends without the SDK, which would refuse or leave out what it does not know. */
  const raw = async (operation: string, input: object): Promise<[number, Record<string, unknown>]> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    return [response.status, (await response.json()) as Record<string, unknown>];
  };

  describe('a condition that fails', () => {
    const failing = {
      TableName,
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;
    const legacy = {
      TableName,
      Expected: { pk: { Exists: false } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;

    test.each([
      ['PutItem', new PutItemCommand({ ...failing, Item: ROW })],
      ['UpdateItem', new UpdateItemCommand({ ...failing, Key, UpdateExpression: 'REMOVE shown' })],
      ['DeleteItem', new DeleteItemCommand({ ...failing, Key })],
      ['PutItem with Expected', new PutItemCommand({ ...legacy, Item: ROW })],
      ['DeleteItem with Expected', new DeleteItemCommand({ ...legacy, Key })],
    ] as const)('brings the row as it is, where %s asks for it', async (_, command) => {
      const error: unknown = await client.send(command as PutItemCommand).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect((error as ConditionalCheckFailedException).Item).toEqual(ROW);
    });

    test.each([
      ['nobody asks for it', { ReturnValuesOnConditionCheckFailure: 'NONE' as const }, Key],
      ['nothing is said of it', { ReturnValuesOnConditionCheckFailure: undefined }, Key],
      [
        'there is no row',
        { ConditionExpression: 'attribute_exists(pk)' },
        { pk: { S: 'a' }, sk: { S: 'no' } },
      ],
    ])('brings none where %s', async (_, other, key) => {
      const error: unknown = await client
        .send(new DeleteItemCommand({ ...failing, ...other, Key: key }))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect((error as ConditionalCheckFailedException).Item).toBeUndefined();
    });

    test('another value of the parameter is refused as AWS refuses it', async () => {
      expect(
        await raw('DeleteItem', {
          TableName,
          Key,
          ReturnValuesOnConditionCheckFailure: 'ALL_NEW',
        }),
      ).toEqual([
        400,
        expect.objectContaining({ message: expect.stringMatching(/enum value set/) as unknown }),
      ]);
    });
  });

  describe('an empty key', () => {
    const empty = { S: '' };
    const refused = (message: RegExp) => ({
      name: 'ValidationException',
      message: expect.stringMatching(message) as unknown,
    });
    const EMPTY = /cannot contain an empty (string|binary) value/;

    test.each([
      ['text', { ...ROW, openWork: empty }],
      ['binary', { ...ROW, bytes: { B: new Uint8Array() } }],
    ])('of an index is refused in a row: %s', async (_, Item) => {
      await expect(client.send(new PutItemCommand({ TableName, Item }))).rejects.toMatchObject(
        refused(/cannot contain an empty (string|binary) value\. IndexName: by-(open|pk-open), IndexKey: /),
      );
      await expect(
        client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item } }] } })),
      ).rejects.toMatchObject(refused(EMPTY));
    });

    test.each([
      ['SET openWork = :empty', { ':empty': empty }],
      ['SET openWork = if_not_exists(nothing, :empty)', { ':empty': empty }],
      ['SET bytes = :empty', { ':empty': { B: new Uint8Array() } }],
    ])('of an index is refused in an update: %s', async (UpdateExpression, ExpressionAttributeValues) => {
      await expect(
        client.send(new UpdateItemCommand({ TableName, Key, UpdateExpression, ExpressionAttributeValues })),
      ).rejects.toMatchObject(refused(EMPTY));
      await expect(
        client.send(
          new UpdateItemCommand({ TableName, Key, AttributeUpdates: { openWork: { Value: empty } } }),
        ),
      ).rejects.toMatchObject(refused(EMPTY));
    });

    test('is refused where rows are asked for', async () => {
      for (const [IndexName, name] of [
        ['by-open', 'openWork'],
        [undefined, 'pk'],
      ] as const)
        await expect(
          client.send(
            new QueryCommand({
              TableName,
              IndexName,
              KeyConditionExpression: '#key = :empty',
              ExpressionAttributeNames: { '#key': name },
              ExpressionAttributeValues: { ':empty': empty },
            }),
          ),
        ).rejects.toMatchObject(refused(EMPTY));
    });

    test('is no empty attribute, which may be', async () => {
      const Item = { pk: { S: 'b' }, sk: { S: '1' }, shown: empty };
      await client.send(new PutItemCommand({ TableName, Item }));
      await client.send(new DeleteItemCommand({ TableName, Key: { pk: Item.pk, sk: Item.sk } }));
    });

    test('nor is one that is too long: 2048 bytes of a hash key, 1024 of a range key, in UTF-8', async () => {
      const put = (more: object) =>
        client.send(new PutItemCommand({ TableName, Item: { ...ROW, pk: { S: 'long' }, ...more } }));
      await put({ openWork: { S: 'a'.repeat(1024) } });
      await client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: 'long' }, sk: { S: '1' } } }));
      for (const more of [
        { openWork: { S: 'ä'.repeat(1025) } },
        { bytes: { B: new Uint8Array(1025) } },
        { sk: { S: 'ä'.repeat(513) } },
      ])
        await expect(put(more)).rejects.toMatchObject(refused(/size limit of ?(2048|1024) bytes/));
    });
  });

  describe('an index', () => {
    const query = {
      TableName,
      IndexName: 'by-open',
      KeyConditionExpression: '#open = :open',
      ExpressionAttributeNames: { '#open': 'openWork' },
      ExpressionAttributeValues: { ':open': { S: 'OPEN' } },
    };
    const local = {
      TableName,
      IndexName: 'by-pk-open',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'a' } },
    };

    test('is not asked for what it does not project', async () => {
      const refusal = {
        name: 'ValidationException',
        message:
          'One or more parameter values were invalid: Global secondary index by-open does not project [unshown]',
      };
      for (const command of [
        new QueryCommand({ ...query, ProjectionExpression: 'pk, unshown' }),
        new ScanCommand({ TableName, IndexName: 'by-open', ProjectionExpression: 'unshown.deep' }),
        new ScanCommand({ TableName, IndexName: 'by-open', AttributesToGet: ['unshown', 'shown'] }),
      ])
        await expect(client.send(command)).rejects.toMatchObject(refusal);
    });

    test('gives what it projects, and no more', async () => {
      const { unshown, ...projected } = ROW;
      expect(unshown).toBeDefined();
      expect((await client.send(new QueryCommand(query))).Items).toEqual([projected]);
      expect(
        (await client.send(new QueryCommand({ ...query, ProjectionExpression: 'pk, shown' }))).Items,
      ).toEqual([{ pk: ROW.pk, shown: ROW.shown }]);
    });

    test('of the same hash key has the rest fetched from the table', async () => {
      expect(
        (await client.send(new QueryCommand({ ...local, ProjectionExpression: 'unshown' }))).Items,
      ).toEqual([{ unshown: ROW.unshown }]);
    });

    test('is not read consistently by a Scan either', async () => {
      await expect(
        client.send(new ScanCommand({ TableName, IndexName: 'by-open', ConsistentRead: true })),
      ).rejects.toMatchObject({ name: 'ValidationException' });
    });
  });

  test.each([
    ['SPECIFIC_ATTRIBUTES', {}],
    ['ALL_PROJECTED_ATTRIBUTES', {}],
    ['COUNT', { ProjectionExpression: 'pk' }],
    ['ALL_ATTRIBUTES', { ProjectionExpression: 'pk' }],
    ['ALL_ATTRIBUTES', { AttributesToGet: ['pk'] }],
  ] as const)('Select %s with %j is refused', async (Select, more) => {
    await expect(
      client.send(new ScanCommand({ TableName, Select, ...more } as ScanCommand['input'])),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  const withMember = (path: string, value: unknown): unknown =>
    path
      .split('.')
      .reverse()
      .reduce<unknown>((inner, name) => ({ [name]: LISTS.has(name) ? [inner] : inner }), value);
  const LISTS = new Set(
    'GlobalSecondaryIndexes LocalSecondaryIndexes VectorIndexes AttributeDefinitions KeySchema Tags SearchSchema'.split(
      ' ',
    ),
  );

  test.each(
    Object.keys(SERVED_MEMBERS).flatMap((operation) =>
      sdkMembers(operation)
        .filter((path) => !isServed(operation, path))
        .map((path) => [operation, path] as const),
    ),
  )('%s: %s is 501', async (operation, path) => {
    const value: unknown = operation.startsWith('Batch')
      ? { RequestItems: { parameters: withMember(path.replace('RequestItems.', ''), 'x') } }
      : withMember(path, 'x');
    const [status, { __type, message }] = await raw(operation, { TableName, ...(value as object) });
    expect([status, __type]).toEqual([501, expect.stringMatching(/NotImplemented$/)]);
    expect(message).toContain(`DynamoDB's ${operation} with `);
  });

  test.each([
    ['PutItem', { Item: ROW, ReturnItemCollectionMetrics: 'SIZE' }],
    ['PutItem', { Item: ROW, ReturnConsumedCapacity: 'TOTAL' }],
    ['BatchWriteItem', { RequestItems: {}, ReturnItemCollectionMetrics: 'SIZE' }],
    ['CreateTable', { ...TABLE, DeletionProtectionEnabled: true }],
    ['CreateTable', { ...TABLE, StreamSpecification: { StreamEnabled: true } }],
    ['GetItem', { Key, SomethingNew: 1 }],
  ])('%s with %j is 501', async (operation, input) => {
    expect((await raw(operation, { TableName, ...input }))[0]).toBe(501);
  });

  test('what is absent, or says what is so anyway, is taken', async () => {
    await expect(
      client.send(
        new CreateTableCommand({
          ...(TABLE as unknown as CreateTableCommand['input']),
          TableName: 'defaults',
          DeletionProtectionEnabled: false,
          StreamSpecification: { StreamEnabled: false },
          SSESpecification: { Enabled: false },
          TableClass: 'STANDARD',
        }),
      ),
    ).resolves.toBeDefined();
    expect((await client.send(new DescribeTableCommand({ TableName: 'defaults' }))).Table).toMatchObject({
      TableName: 'defaults',
    });
    expect(
      (
        await raw('GetItem', { TableName, Key: { pk: { S: 'a' }, sk: { S: '1' } }, AttributesToGet: null })
      )[0],
    ).toBe(200);
  });
});

/** Whether the table has a member, or an ancestor of it as a whole. */
function isServed(operation: string, path: string): boolean {
  const served = SERVED_MEMBERS[operation] ?? {};
  if (path in served) return true;
  const parent = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : undefined;
  if (parent === undefined || !isServed(operation, parent)) return false;
  return !Object.keys(served).some((name) => name.startsWith(`${parent}.`));
}

describe('the table of parameters', () => {
  test('names operations of the SDK, and their members only', () => {
    const operations = sdkOperations();
    expect(operations.length).toBeGreaterThan(50);
    for (const [operation, members] of Object.entries(SERVED_MEMBERS)) {
      expect(operations).toContain(operation);
      const known = new Set(sdkMembers(operation));
      expect([operation, Object.keys(members).filter((path) => !known.has(path))]).toEqual([operation, []]);
    }
  });

  test('serves nothing that the library drops', () => {
    interface Type {
      children?: Record<string, Type | string> | Type;
    }
    /** The library's own list: what it does not know, it leaves out of the request. */
    const isKnown = (types: Record<string, Type | string>, [name = '', ...rest]: string[]): boolean => {
      const type = types[name];
      if (type === undefined) return false;
      if (rest.length === 0) return true;
      let inner = typeof type === 'string' ? undefined : type.children;
      while (inner && 'children' in inner && typeof inner.children === 'object') inner = inner.children;
      return inner !== undefined && isKnown(inner as Record<string, Type>, rest);
    };
    /** Of these, only values that ask for nothing are taken. */
    const holdsValues = (members: Readonly<Record<string, unknown>>, path: string): boolean =>
      Object.entries(members).some(([name, values]) => name.startsWith(`${path}.`) && values !== 'served');
    for (const [operation, members] of Object.entries(SERVED_MEMBERS)) {
      const name = operation.charAt(0).toLowerCase() + operation.slice(1);
      const { types } = require(`dynalite/validations/${name}.js`) as { types: Record<string, Type> };
      const dropped = Object.entries(members).flatMap(([path, values]) =>
        values === 'served' && !isKnown(types, path.split('.')) && !holdsValues(members, path) ? [path] : [],
      );
      expect([operation, dropped]).toEqual([operation, []]);
    }
  });
});
