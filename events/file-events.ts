import { adviceOnRejection, incompleteDropAdvice, rejectionAdvice, withdrawalAdvice } from './advice.ts';
import type { Added, EventAddress, EventEntry } from './entry.ts';
import { entry } from './entry.ts';
import { eventId } from './event-id.ts';
import type { DropIncomplete, ImportFileRejected, ImportFileWithdrawn } from './types.generated.ts';

/** "Import File Rejected": an object that will not be imported as it is; the advice follows from the reason. */
export function importFileRejected(
  rejection: Omit<ImportFileRejected, Added>,
  address: EventAddress,
): EventEntry {
  const { bucket, key, sequencer, reason } = rejection;
  return entry('Import File Rejected', address, {
    schemaVersion: '1',
    eventId: eventId('Import File Rejected', bucket, key, sequencer),
    bucket,
    key,
    versionId: rejection.versionId,
    size: rejection.size,
    etag: rejection.etag,
    sequencer,
    route: rejection.route,
    drop: rejection.drop,
    reason,
    advice: adviceOnRejection(reason, key),
    recordedAt: rejection.recordedAt,
  });
}

/** "Import File Withdrawn": a file that was deleted before an import had it. */
export function importFileWithdrawn(
  withdrawal: Omit<ImportFileWithdrawn, Added>,
  address: EventAddress,
): EventEntry {
  const { bucket, key, sequencer, reason } = withdrawal;
  return entry('Import File Withdrawn', address, {
    schemaVersion: '1',
    eventId: eventId('Import File Withdrawn', bucket, key, sequencer),
    bucket,
    key,
    versionId: withdrawal.versionId,
    size: withdrawal.size,
    etag: withdrawal.etag,
    sequencer,
    route: withdrawal.route,
    drop: withdrawal.drop,
    reason,
    advice: withdrawalAdvice[reason],
    recordedAt: withdrawal.recordedAt,
    withdrawnAt: withdrawal.withdrawnAt,
  });
}

/** "Drop Incomplete": a manifest names files that have not arrived. */
export function dropIncomplete(
  incomplete: Omit<DropIncomplete, Added>,
  address: EventAddress,
  { isUnreadable = false } = {},
): EventEntry {
  const { bucket, marker, markerSequencer } = incomplete;
  return entry('Drop Incomplete', address, {
    schemaVersion: '1',
    eventId: eventId('Drop Incomplete', bucket, marker, markerSequencer),
    bucket,
    route: incomplete.route,
    drop: incomplete.drop,
    marker,
    markerSequencer,
    announcedFiles: incomplete.announcedFiles,
    presentFiles: incomplete.presentFiles,
    missingFiles: incomplete.missingFiles,
    missing: incomplete.missing,
    types: incomplete.types.map(({ type, announced, present }) => ({ type, announced, present })),
    markedAt: incomplete.markedAt,
    advice: isUnreadable ? rejectionAdvice['manifest-unreadable'] : incompleteDropAdvice,
  });
}

/*
 * The builders above name every member once more instead of spreading their input: the detail then has
 * exactly the members of the schema, in one order, whatever else an object read from the ledger carries.
 */
