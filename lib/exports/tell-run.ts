import { exportHeld, exportStartFailed, givenUpText } from '../../events/index.ts';
import type { ExportRun } from '../ledger/index.ts';
import { updateExportRun } from '../ledger/index.ts';
import type { OpenExport } from './decide-export.ts';
import { datastoreOf } from './decide-export.ts';
import type { ExportDeps } from './export-deps.ts';
import { findExport } from './exports.ts';

const nameAndCause = ({ exportName, exportId, cause, requestId, dueAt }: ExportRun) => ({
  exportName,
  exportId,
  cause,
  requestId,
  dueAt: new Date(dueAt).toISOString(),
});

/** Emits once that a run is held. A function that dies in between emits it again, with the same eventId. */
export async function emitHeld(
  deps: ExportDeps,
  run: ExportRun,
  datastoreId: string,
  open: OpenExport,
): Promise<void> {
  if (run.isHeldTold) return;
  const event = exportHeld(
    { ...nameAndCause(run), datastoreId, openJobId: open.jobId, openExportName: open.exportName },
    deps.addressOf(datastoreId),
  );
  if ((await deps.sendEvents([event])).size > 0) return;
  await updateExportRun(deps.ledger, run, { isHeldTold: true });
}

/**
 * Emits that a run was given up, then ends it. A function that dies in between emits it again, with the same eventId.
 * @returns the name of the error that it was given up for
 */
export async function emitExportFailed(deps: ExportDeps, run: ExportRun): Promise<string> {
  const { errorName = 'UnknownError', attempts = 0 } = run;
  const datastoreId = datastoreOf(run, findExport(deps, run.exportName));
  const event = exportStartFailed(
    {
      ...nameAndCause(run),
      datastoreId: datastoreId ?? null,
      errorName,
      message: givenUpText(attempts, errorName),
      firstAttemptAt: new Date(run.firstAttemptAt ?? run.createdAt).toISOString(),
    },
    deps.addressOf(datastoreId),
  );
  if ((await deps.sendEvents([event])).size === 0)
    await updateExportRun(deps.ledger, run, { state: 'ENDED', outcome: 'START_FAILED' });
  return errorName;
}
