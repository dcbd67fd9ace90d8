import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callDynalite } from '../../../../local/dynamodb/dynalite/call-dynalite.ts';
import type { Tables } from '../../../../local/dynamodb/dynalite/tables.ts';
import { tablesInMemory } from '../../../../local/dynamodb/dynalite/tables.ts';
import { untilActive } from '../../../../local/dynamodb/until-active.ts';

interface Iterator {
  next: () => Promise<unknown>;
}
interface Reading {
  values: (options: unknown) => Iterator;
}

const TableName = 'ledger';
const { prototype } = (
  createRequire(import.meta.url)('memory-level') as { MemoryLevel: { prototype: Reading } }
).MemoryLevel;

let tables: Tables;
beforeAll(async () => {
  tables = tablesInMemory();
  await callDynalite(tables, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
  await untilActive(tables, TableName);
  for (const sk of ['a', 'b', 'c'])
    await callDynalite(tables, 'PutItem', { TableName, Item: { pk: { S: 'p' }, sk: { S: sk } } });
});
afterAll(() => tables.close());

/** What is read by while `work` is done. */
async function openedBy(work: () => Promise<unknown>): Promise<Iterator[]> {
  const opened: Iterator[] = [];
  const { values } = prototype;
  prototype.values = function (options) {
    const iterator = values.call(this, options);
    opened.push(iterator);
    return iterator;
  };
  try {
    await work();
  } finally {
    prototype.values = values;
  }
  return opened;
}

const query = {
  TableName,
  KeyConditionExpression: 'pk = :p',
  ExpressionAttributeValues: { ':p': { S: 'p' } },
};

test.each<[string, string, object, number]>([
  ['a Query to its end', 'Query', query, 3],
  ['a Query that stops before', 'Query', { ...query, Limit: 1 }, 1],
  ['a Scan to its end', 'Scan', { TableName }, 3],
  ['a Scan that stops before', 'Scan', { TableName, Limit: 1 }, 1],
])('%s leaves nothing open that would hold memory', async (_, operation, input, count) => {
  const opened = await openedBy(async () => {
    expect((await callDynalite(tables, operation, input)).body).toMatchObject({ Count: count });
  });
  expect(opened.length).toBeGreaterThan(0);
  for (const iterator of opened)
    await expect(iterator.next()).rejects.toMatchObject({ code: 'LEVEL_ITERATOR_NOT_OPEN' });
});
