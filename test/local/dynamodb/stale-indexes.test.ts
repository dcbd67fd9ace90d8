import { connect } from 'node:net';
import fc from 'fast-check';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { LEDGER_TABLE } from '../../support/ledger.ts';
import { clientSettings, serve } from '../../support/server.ts';

const TableName = 'ledger';
const LAG_MS = 1000;

let now = 0;
const dynamoDb = createDynamoDb({ authorize: () => undefined, now: () => now });
let server: Awaited<ReturnType<typeof serve>>;
let client: DynamoDBDocumentClient;
beforeAll(async () => {
  await dynamoDb.declareTable(LEDGER_TABLE);
  server = await serve(dynamoDb.service);
  client = DynamoDBDocumentClient.from(new DynamoDBClient({ ...clientSettings(server.url), maxAttempts: 1 }));
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await dynamoDb.close();
});
beforeEach(() => dynamoDb.reset());

const lag = (staleIndexMs: unknown): void => {
  dynamoDb.faults.read({ staleIndexMs })();
};
const row = (pk: string, openSk = pk) => ({ pk, sk: '-', openPk: 'OPEN', openSk });
const keyOf = (pk: string) => ({ pk, sk: '-' });
const put = (pk: string, openSk = pk) => client.send(new PutCommand({ TableName, Item: row(pk, openSk) }));
const remove = (pk: string) => client.send(new DeleteCommand({ TableName, Key: keyOf(pk) }));
const move = (pk: string, openSk: string) =>
  client.send(
    new UpdateCommand({
      TableName,
      Key: keyOf(pk),
      UpdateExpression: 'SET openPk = :open, openSk = :sort',
      ExpressionAttributeValues: { ':open': 'OPEN', ':sort': openSk },
    }),
  );
const inIndex = async (page: { Limit?: number; ExclusiveStartKey?: object } = {}): Promise<string[]> => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'open-work',
      KeyConditionExpression: 'openPk = :open',
      ExpressionAttributeValues: { ':open': 'OPEN' },
      ...(page as object),
    }),
  );
  return Items.map(({ pk, openSk }) => `${String(pk)} ${String(openSk)}`);
};

describe('an index that lags', () => {
  test('shows what was there before at once, and a write when it is old enough; the table shows it at once', async () => {
    await put('old');
    lag(LAG_MS);
    await put('new');
    expect(await inIndex()).toEqual(['old old']);
    expect((await client.send(new GetCommand({ TableName, Key: keyOf('new') }))).Item).toEqual(row('new'));
    now += LAG_MS - 1;
    expect(await inIndex()).toEqual(['old old']);
    now += 1;
    expect(await inIndex()).toEqual(['new new', 'old old']);
  });

  test('still shows what was moved or removed, in its old place, and in a scan as well', async () => {
    for (const pk of ['a', 'b', 'c']) await put(pk);
    lag(LAG_MS);
    await move('a', 'z');
    await remove('b');
    expect(await inIndex()).toEqual(['a a', 'b b', 'c c']);
    const start = { ...keyOf('a'), openPk: 'OPEN', openSk: 'a' };
    expect(await inIndex({ Limit: 1, ExclusiveStartKey: start })).toEqual(['b b']);
    const { Count } = await client.send(new ScanCommand({ TableName, IndexName: 'open-work' }));
    expect(Count).toBe(3);
    now += LAG_MS;
    expect(await inIndex()).toEqual(['c c', 'a z']);
  });

  test('shows nothing of a write whose condition did not hold', async () => {
    await put('a');
    lag(LAG_MS);
    const ConditionExpression = 'attribute_not_exists(pk)';
    await expect(
      client.send(new PutCommand({ TableName, Item: row('a', 'z'), ConditionExpression })),
    ).rejects.toThrow(ConditionalCheckFailedException);
    now += LAG_MS;
    expect(await inIndex()).toEqual(['a a']);
  });

  test('agrees with the table at once when it is told to lag no longer, and after a reset', async () => {
    lag(LAG_MS);
    await put('a');
    lag(0);
    expect(await inIndex()).toEqual(['a a']);
    lag(LAG_MS);
    await dynamoDb.reset();
    await put('b');
    expect(await inIndex()).toEqual(['b b']);
    expect(dynamoDb.faults.show()).toEqual({ staleIndexMs: 0 });
  });

  test('misses none of the writes that are on their way when it begins to lag', async () => {
    const writes = Array.from({ length: 20 }, (_, index) => put(String(index + 10)));
    await writes[0];
    lag(LAG_MS);
    await Promise.all(writes);
    now += LAG_MS;
    expect(await inIndex()).toHaveLength(20);
  });

  test('is told of a write whose caller went away before the answer', async () => {
    lag(LAG_MS);
    const body = JSON.stringify({
      TableName,
      Item: { pk: { S: 'a' }, sk: { S: '-' }, openPk: { S: 'OPEN' }, openSk: { S: 'a' } },
    });
    await hangUpAfter(body);
    while (!(await client.send(new GetCommand({ TableName, Key: keyOf('a') }))).Item);
    // A write takes its turn after the one that nobody waits for any more.
    await put('b');
    now += LAG_MS;
    expect(await inIndex()).toEqual(['a a', 'b b']);
  });
});

/** Sends a PutItem and closes the connection without waiting for the answer. */
async function hangUpAfter(body: string): Promise<void> {
  const { hostname, port } = new URL(server.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.end(
        [
          'POST / HTTP/1.1',
          `host: ${hostname}`,
          'content-type: application/x-amz-json-1.0',
          'x-amz-target: DynamoDB_20120810.PutItem',
          'x-amz-date: 20260101T000000Z',
          'authorization: AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=a',
          `content-length: ${body.length}`,
          '',
          body,
        ].join('\r\n'),
        () => {
          socket.destroy();
          resolve();
        },
      );
    });
  });
}

/** One thing that happens: a write of a row, or time going on. */
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom('put', 'move', 'remove'), pk: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ kind: fc.constant('batch'), pk: fc.constantFrom('a', 'b') }),
  fc.record({ kind: fc.constant('time'), ms: fc.integer({ min: 1, max: 2 * LAG_MS }) }),
);

test('whatever is written, a lagging index is what it was that long ago', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      await dynamoDb.reset();
      lag(LAG_MS);
      let table: Record<string, string> = {};
      const past: { since: number; table: typeof table }[] = [{ since: -Infinity, table }];
      let sort = 0;
      for (const one of steps) {
        const openSk = String((sort += 1)).padStart(3, '0');
        if ('ms' in one) now += one.ms;
        else {
          const { [one.pk]: _, ...others } = table;
          table = { ...others, ...(one.kind !== 'remove' && { [one.pk]: openSk }) };
          if (one.kind === 'put') await put(one.pk, openSk);
          else if (one.kind === 'move') await move(one.pk, openSk);
          else if (one.kind === 'remove') await remove(one.pk);
          else {
            const { c: _c, ...kept } = table;
            table = kept;
            const requests = [
              { PutRequest: { Item: row(one.pk, openSk) } },
              { DeleteRequest: { Key: keyOf('c') } },
            ];
            await client.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
          }
          past.push({ since: now, table });
        }
        const shown = past.findLast(({ since }) => since <= now - LAG_MS)?.table ?? {};
        const expected = Object.entries(shown).map(([pk, place]) => `${pk} ${place}`);
        expect((await inIndex()).sort()).toEqual(expected.sort());
      }
    }),
    { numRuns: 25 },
  );
});

test.each([-1, 0.5, '1', null])('staleIndexMs is not %j', (value) => {
  expect(() => dynamoDb.faults.read({ staleIndexMs: value })).toThrow(
    'dynamoDb.staleIndexMs must be a whole number from 0',
  );
  expect(() => dynamoDb.faults.read({ staleIndex: value })).toThrow('It has staleIndexMs.');
});
