import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from '../ledger.ts';
import { written } from '../ledger.ts';

const keyOf = (name: string) => ({ pk: `TURNS#${name}`, sk: 'turns' });

/** Runs that want a turn at once try again so often before they leave it to their message. */
const MOST_TRIES = 10;

/**
 * Takes the next turn of what may be done once in a while: turns are `everyMs` apart, the first one is now.
 * @returns when the turn is, epoch milliseconds; undefined where others were faster each time
 */
export async function takeTurn(
  ledger: Ledger,
  name: string,
  everyMs: number,
  now: number,
): Promise<number | undefined> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const { Item } = await ledger.client.send(
      new GetCommand({ TableName: ledger.tableName, Key: keyOf(name), ConsistentRead: true }),
    );
    const free = Item?.nextAt as number | undefined;
    const turn = Math.max(now, free ?? now);
    const taken = await written(
      ledger.client.send(
        new PutCommand({
          TableName: ledger.tableName,
          Item: { ...keyOf(name), nextAt: turn + everyMs },
          ...(free === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: 'nextAt = :free',
                ExpressionAttributeValues: { ':free': free },
              }),
        }),
      ),
    );
    if (taken) return turn;
  }
  return undefined;
}
