import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Ledger } from '../../lib/ledger/index.ts';

/** Writes of one BatchWriteItem (DynamoDB API reference). */
const MOST_WRITES = 25;

/**
 * Writes so many ended imports into a ledger, with a job each: copies of those that are there, planned a second apart before
 * them.
 */
export async function writeManyImports({ client, tableName }: Ledger, count: number): Promise<void> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  const imports = Items.filter(({ sk, state }) => sk === 'import' && state === 'ENDED');
  const copies = Array.from({ length: count }, (_, number) => {
    const row = imports[number % imports.length] ?? {};
    const job = Items.find(({ sk }) => sk === row.jobId);
    const {
      importId = '',
      jobId = '',
      createdAt,
    } = row as {
      importId?: string;
      jobId?: string;
      createdAt: number;
    };
    const renamed = (text: string): string =>
      text
        .replaceAll(importId, `${importId.slice(0, -6)}${String(number).padStart(6, '0')}`)
        .replaceAll(jobId, `${jobId.slice(0, -6)}${String(number).padStart(6, '0')}`)
        .replaceAll(String(createdAt), String(createdAt - 1000 * (number + 1)));
    // The results stay where they are: all copies have those of the first.
    const { summary, ...others } = row;
    const copy = JSON.parse(renamed(JSON.stringify(others))) as Record<string, unknown>;
    return [
      { ...copy, ...(summary !== undefined && { summary: summary as unknown }) },
      JSON.parse(renamed(JSON.stringify(job))) as Record<string, unknown>,
    ];
  }).flat();
  for (let at = 0; at < copies.length; at += MOST_WRITES)
    await client.send(
      new BatchWriteCommand({
        RequestItems: {
          [tableName]: copies.slice(at, at + MOST_WRITES).map((Item) => ({ PutRequest: { Item } })),
        },
      }),
    );
}
