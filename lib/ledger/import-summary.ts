import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { importKey } from './imports.ts';
import type { Ledger } from './ledger.ts';
import { written } from './ledger.ts';

/** What became of an import's resources and files: counts only. */
export interface ImportSummary {
  resourcesScanned: number;
  resourcesImported: number;
  resourcesFailed: number;
  filesScanned: number;
  /** With at least one failed line, or not read at all. */
  filesFailed: number;
  /** Every planned file was read, and every resource in it was imported or reported as failed. */
  complete: boolean;
  /** The whole summary; null where the job has no folder of results. */
  summaryS3Uri: string | null;
}

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
