import type { EventAddress } from '../../events/index.ts';
import { importStartFailed } from '../../events/index.ts';
import type { Import, Ledger } from '../ledger/index.ts';
import { updateImport } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import { jobNameOf } from './start-job.ts';

/** What telling needs from outside. */
export interface GivenUpTeller {
  ledger: Ledger;
  sendEvents: EventSender;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Tells that an import was given up, then ends it. A run that dies in between tells it again, with the same eventId. */
export async function tellGivenUp(teller: GivenUpTeller, row: Import): Promise<string> {
  const errorName = row.errorName ?? 'UnknownError';
  const unsent = await teller.sendEvents([
    importStartFailed(
      {
        importId: row.importId,
        datastoreId: row.datastoreId,
        jobName: jobNameOf(row),
        attempt: row.attempt,
        inputS3Uri: row.inputS3Uri ?? null,
        fileCount: row.fileCount,
        errorName,
        message: `No job could be started in ${row.attempts ?? 0} attempt(s); the last error was ${errorName}.`,
        firstAttemptAt: new Date(row.firstAttemptAt ?? row.createdAt).toISOString(),
        gaveUpAt: new Date(teller.now()).toISOString(),
      },
      teller.addressOf(row.datastoreId),
    ),
  ]);
  if (unsent.size === 0) await updateImport(teller.ledger, row, { state: 'ENDED', outcome: 'START_FAILED' });
  return errorName;
}
