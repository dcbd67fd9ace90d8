import type { Server } from 'node:http';
import { callDynalite } from './in-process.ts';

/**
 * Puts every row once more. dynalite writes a row's index entries and the row itself one after the other:
 * a kill in between leaves a row that its index does not show. DynamoDB never does, so after a kill the
 * indexes are made again from the rows.
 */
export async function rebuildIndexes(server: Server, tableName: string): Promise<void> {
  let start: unknown;
  do {
    const { body } = await callDynalite(server, 'Scan', {
      TableName: tableName,
      ...(start !== undefined && { ExclusiveStartKey: start }),
    });
    for (const row of body.Items as object[]) {
      await callDynalite(server, 'PutItem', { TableName: tableName, Item: row });
    }
    start = body.LastEvaluatedKey;
  } while (start !== undefined);
}
