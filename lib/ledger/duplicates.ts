import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Arrival } from './arrival.ts';
import { arrivalKey } from './arrival.ts';
import type { Ledger } from './ledger.ts';
import { forgetting, OPEN_WORK_INDEX, queryRows, written } from './ledger.ts';
import { pendingKeys } from './pending-keys.ts';
import { OPEN_DUPLICATES } from './row-keys.ts';

/** Where a duplicate stands in the index of open work until it is settled: by the import that it relies on, oldest first. */
export const duplicateKeys = (
  importId: string,
  arrival: Parameters<typeof pendingKeys>[0],
): { openPk: string; openSk: string } => ({
  openPk: OPEN_DUPLICATES,
  openSk: `${importId}#${pendingKeys(arrival).openSk}`,
});

/** A duplicate with its place in the index. */
type Listed = Arrival & { openSk: string };

/**
 * The imports that duplicates rely on which are not settled: a call for each import, however many duplicates it has.
 * Eventually consistent.
 */
export async function* importsWithDuplicates(ledger: Ledger): AsyncGenerator<string> {
  // Sorts before every importId; what follows "#" sorts before "$".
  for (let after = '!'; ;) {
    const first = await firstBehind(ledger, after);
    if (first?.importId === undefined) return;
    yield first.importId;
    after = `${first.importId}$`;
  }
}

async function firstBehind(ledger: Ledger, after: string): Promise<Listed | undefined> {
  const rows = queryRows<Listed>(ledger, {
    IndexName: OPEN_WORK_INDEX,
    KeyConditionExpression: 'openPk = :open AND openSk > :after',
    ExpressionAttributeValues: { ':open': OPEN_DUPLICATES, ':after': after },
    Limit: 1,
  });
  for await (const row of rows) return row;
  return undefined;
}

/** The duplicates that rely on an import and are not settled, oldest first. Eventually consistent. */
export const duplicatesOf = (ledger: Ledger, importId: string): AsyncGenerator<Arrival> =>
  queryRows<Listed>(ledger, {
    IndexName: OPEN_WORK_INDEX,
    KeyConditionExpression: 'openPk = :open AND begins_with(openSk, :import)',
    ExpressionAttributeValues: { ':open': OPEN_DUPLICATES, ':import': `${importId}#` },
  });

/** Settles a duplicate: its import has read its bytes. False where its state has changed since it was read. */
export const settleDuplicate = (ledger: Ledger, arrival: Arrival): Promise<boolean> => {
  const { set, values } = forgetting(ledger);
  return written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: arrivalKey(arrival),
        UpdateExpression: `SET #state = :duplicate${set} REMOVE openPk, openSk`,
        ConditionExpression: '#state = :duplicate AND importId = :import',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':duplicate': 'duplicate', ':import': arrival.importId, ...values },
      }),
    ),
  );
};
