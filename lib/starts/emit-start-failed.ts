import { givenUpText, importStartFailed } from '../../events/index.ts';
import type { Import } from '../ledger/index.ts';
import { updateImport } from '../ledger/index.ts';
import type { StartDeps } from './start-deps.ts';
import { jobNameOf } from './start-job.ts';

/**
 * Emits that an import was given up, then ends it. A run that dies in between emits it again, with the same eventId.
 * @returns the name of the error that it was given up for
 */
export async function emitStartFailed(
  deps: Pick<StartDeps, 'ledger' | 'sendEvents' | 'addressOf' | 'now'>,
  row: Import,
): Promise<string> {
  const errorName = row.errorName ?? 'UnknownError';
  const unsent = await deps.sendEvents([
    importStartFailed(
      {
        importId: row.importId,
        datastoreId: row.datastoreId,
        jobName: jobNameOf(row),
        attempt: row.attempt,
        inputS3Uri: row.inputS3Uri ?? null,
        fileCount: row.fileCount,
        errorName,
        message: givenUpText(row.attempts ?? 0, errorName),
        firstAttemptAt: new Date(row.firstAttemptAt ?? row.createdAt).toISOString(),
        gaveUpAt: new Date(deps.now()).toISOString(),
      },
      deps.addressOf(row.datastoreId),
    ),
  ]);
  if (unsent.size === 0) await updateImport(deps.ledger, row, { state: 'ENDED', outcome: 'START_FAILED' });
  return errorName;
}
