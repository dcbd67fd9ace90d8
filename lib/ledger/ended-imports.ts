import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Import, ImportSummary } from './imports.ts';
import { importKey, openSort } from './imports.ts';
import type { Ledger } from './ledger.ts';
import { OPEN_WORK_INDEX, queryRows, withoutKeys, written } from './ledger.ts';
import { ENDED_IMPORTS } from './row-keys.ts';

/**
 * Writes the summary of an import's job onto the import's row, and nothing else. Others write the row whole, if its
 * version is still the one that they read (imports.ts): so the version goes up, and their write fails instead of
 * undoing this one. A row that says the same already, or that another job has meanwhile, is left alone, and so is one that was
 * asked for again and has no job yet: the summary is of an earlier run.
 * @returns whether the row was changed
 */
export const putImportSummary = (
  ledger: Ledger,
  importId: string,
  jobId: string,
  summary: ImportSummary,
): Promise<boolean> =>
  written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: importKey(importId),
        UpdateExpression: 'SET #summary = :summary ADD version :one',
        ConditionExpression:
          'attribute_exists(pk) AND (jobId = :job OR (attribute_not_exists(jobId) AND attribute_not_exists(history))) AND (attribute_not_exists(#summary) OR #summary <> :summary)',
        ExpressionAttributeNames: { '#summary': 'summary' },
        ExpressionAttributeValues: { ':summary': summary, ':one': 1, ':job': jobId },
      }),
    ),
  );

/**
 * Imports that have ended, the last planned first. Those that ended before a version of Inlet that lists them are left out.
 * @param before only those behind this one
 */
export async function* endedImports(
  ledger: Ledger,
  before?: Pick<Import, 'createdAt' | 'importId'>,
): AsyncGenerator<Import> {
  const rows = queryRows<Record<string, unknown>>(ledger, {
    IndexName: OPEN_WORK_INDEX,
    KeyConditionExpression: `openPk = :ended${before ? ' AND openSk < :before' : ''}`,
    ExpressionAttributeValues: {
      ':ended': ENDED_IMPORTS,
      ...(before && { ':before': openSort(before) }),
    },
    ScanIndexForward: false,
    Limit: 50,
  });
  for await (const row of rows) yield withoutKeys(row) as unknown as Import;
}
