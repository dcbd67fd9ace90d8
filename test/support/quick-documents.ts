import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, Writable } from 'node:stream';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { ACCOUNT } from '../../local/ground/principal.ts';
import type { Service } from '../../local/ground/service.ts';

/** What stands in an AWS JSON request of DynamoDB as attribute values; everything else goes as it is. */
const VALUES = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'];

type Members = Record<string, unknown>;

/**
 * A document client that speaks to the local cloud's DynamoDB without HTTP and signatures. Tests that live through
 * hundreds of thousands of calls use it; end-to-end tests use the SDK's own.
 */
export function quickDocuments(service: Service): DynamoDBDocumentClient {
  const send = async (command: { input: Members; constructor: { name: string } }): Promise<Members> => {
    const operation = operationOf(command);
    const answer = await call(service, operation, marshalled(command.input));
    if (typeof answer.__type === 'string') throw errorOf(answer.__type, String(answer.message));
    return unmarshalled(answer);
  };
  return { send } as unknown as DynamoDBDocumentClient;
}

/** The operation of a command of lib-dynamodb. A bundle numbers classes of one name. */
export const operationOf = ({ constructor }: { constructor: { name: string } }): string =>
  OPERATIONS[constructor.name.replaceAll(/^_|\d+$/g, '')] ?? '';

/** Those that Inlet sends. */
const OPERATIONS: Readonly<Record<string, string>> = {
  GetCommand: 'GetItem',
  BatchGetCommand: 'BatchGetItem',
  PutCommand: 'PutItem',
  UpdateCommand: 'UpdateItem',
  DeleteCommand: 'DeleteItem',
  QueryCommand: 'Query',
  ScanCommand: 'Scan',
};

const OPTIONS = { removeUndefinedValues: true };

const marshalled = (input: Members): Members =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (VALUES.includes(name) && value !== undefined) return [name, marshall(value, OPTIONS)];
      if (name !== 'RequestItems') return [name, value];
      return [
        name,
        Object.fromEntries(
          Object.entries(value as Record<string, { Keys: Members[] }>).map(([table, request]) => [
            table,
            { ...request, Keys: request.Keys.map((key) => marshall(key, OPTIONS)) },
          ]),
        ),
      ];
    }),
  );

type Row = Record<string, AttributeValue>;

function unmarshalled(answer: Members): Members {
  const { Attributes, Item, Items, Responses, LastEvaluatedKey } = answer as {
    Attributes?: Row;
    Item?: Row;
    Items?: Row[];
    Responses?: Record<string, Row[]>;
    LastEvaluatedKey?: Row;
  };
  return {
    ...answer,
    ...(Attributes && { Attributes: unmarshall(Attributes) }),
    ...(Item && { Item: unmarshall(Item) }),
    ...(Items && { Items: Items.map((row) => unmarshall(row)) }),
    ...(LastEvaluatedKey && { LastEvaluatedKey: unmarshall(LastEvaluatedKey) }),
    ...(Responses && {
      Responses: Object.fromEntries(
        Object.entries(Responses).map(([table, rows]) => [table, rows.map((row) => unmarshall(row))]),
      ),
    }),
  };
}

function errorOf(type: string, message: string): Error {
  const name = type.split('#')[1] ?? type;
  if (name === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException({ message, $metadata: {} });
  return Object.assign(new Error(message), { name });
}

async function call(service: Service, operation: string, input: Members): Promise<Members> {
  const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(input))]), {
    method: 'POST',
    url: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
    },
  });
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const response = Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          chunks.push(chunk);
          done();
        },
        final(done) {
          resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Members);
          done();
        },
      }),
      { statusCode: 200, setHeader: () => undefined, writeHead: () => undefined },
    );
    service(request as unknown as IncomingMessage, response as unknown as ServerResponse, {
      caller: ACCOUNT,
      requestId: 'test',
    }).catch(reject);
  });
}
