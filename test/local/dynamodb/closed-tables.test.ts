import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDynamoDb } from '../../../local/dynamodb/dynamodb.ts';
import { LEDGER_TABLE } from '../../support/ledger.ts';
import { temporaryFolder } from '../../support/cloud.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => (temporary = await temporaryFolder()));
afterEach(() => temporary.remove());

// What asked then had the store opened again, by a thread that nobody ended: the process lived on for good.
test('tables that are closed stay closed, whoever still asks for rows', async () => {
  const dynamoDb = createDynamoDb({
    folder: temporary.folder,
    authorize: () => undefined,
    onFailure: () => undefined,
  });
  await dynamoDb.declareTable(LEDGER_TABLE);
  const closing = dynamoDb.close();
  const read = async (): Promise<number> =>
    (await Array.fromAsync(dynamoDb.rows({ TableName: LEDGER_TABLE.TableName }))).length;
  await closing;
  await expect(read()).rejects.toThrow('The tables of the local cloud are closed.');
});
