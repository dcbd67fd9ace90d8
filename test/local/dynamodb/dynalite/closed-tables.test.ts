import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createDynamoDb } from '../../../../local/dynamodb/dynamodb.ts';
import { LEDGER_TABLE } from '../../../support/ledger.ts';
import { temporaryFolder } from '../../../support/cloud.ts';
import { clientSettings, serve } from '../../../support/server.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let failures: unknown[];
beforeEach(async () => {
  failures = [];
  temporary = await temporaryFolder();
});
afterEach(async () => {
  await temporary.remove();
  expect(failures).toEqual([]);
});

type DynamoDb = ReturnType<typeof createDynamoDb>;
async function opened(settings: { folder?: string }): Promise<DynamoDb> {
  const dynamoDb = createDynamoDb({
    ...settings,
    authorize: () => undefined,
    onFailure: (error) => failures.push(error),
  });
  await dynamoDb.declareTable(LEDGER_TABLE);
  return dynamoDb;
}
const rowsOf = (dynamoDb: DynamoDb): Promise<unknown[]> =>
  Array.fromAsync(dynamoDb.rows({ TableName: LEDGER_TABLE.TableName }));

/** Asks for a hundred updates of one row, which wait for each other; ends the tables after the first. @returns how many were done */
async function closedUnderUpdates(dynamoDb: DynamoDb): Promise<number> {
  const server = await serve(dynamoDb.service);
  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({ ...clientSettings(server.url), maxAttempts: 1 }),
  );
  const large = 'x'.repeat(20_000);
  const { promise: first, resolve: isFirst } = Promise.withResolvers<undefined>();
  const asked = Array.from({ length: 100 }, async () => {
    await client.send(
      new UpdateCommand({
        TableName: LEDGER_TABLE.TableName,
        Key: { pk: 'a', sk: '-' },
        UpdateExpression: 'SET filler = :large ADD updates :one',
        ExpressionAttributeValues: { ':large': large, ':one': 1 },
      }),
    );
    isFirst(undefined);
  });
  const ended = Promise.allSettled(asked);
  await first;
  await dynamoDb.close();
  const outcomes = await ended;
  client.destroy();
  await server.close();
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

describe.each([
  ['in a folder', () => temporary],
  ['in memory', () => ({})],
])('tables %s that are closed', (_where, settings) => {
  // What asked then had the store opened again, by a thread that nobody ended: the process lived on for good.
  test('stay closed, whoever still asks for rows', async () => {
    const dynamoDb = await opened(settings());
    await dynamoDb.close();
    await expect(rowsOf(dynamoDb)).rejects.toThrow('The tables of the local cloud are closed.');
  });

  // A function whose cloud ends writes until it is ended itself. dynalite failed where its store was closed under a request,
  // or never answered it.
  test('have done what was under way, or refuse it', async () => {
    expect(await closedUnderUpdates(await opened(settings()))).toBeGreaterThan(0);
  });
});

test('what was done before tables are closed is there when they are opened again, and nothing else', async () => {
  const done = await closedUnderUpdates(await opened(temporary));
  const again = await opened(temporary);
  const rows = await rowsOf(again);
  await again.close();
  expect(rows).toMatchObject([{ updates: done }]);
});
