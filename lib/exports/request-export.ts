import type { ExportRun, Ledger } from '../ledger/index.ts';
import { exportIdOf, exportRequestedBefore, putExportRun } from '../ledger/index.ts';

/** Who asks for a run of which export. */
export interface RunRequest {
  exportName: string;
  cause: ExportRun['cause'];
  /** Null for a due time of its schedule. */
  requestId: string | null;
  /** When it is due, or was asked for; epoch milliseconds. */
  dueAt: number;
}

/**
 * Writes the run that somebody asks for; run-exports starts it. The same due time, or the same requestId of one export,
 * finds the run that it has already: whoever dies in between asks again.
 */
export async function requestExport(
  ledger: Ledger,
  request: RunRequest,
  now: number,
): Promise<{ exportId: string; isNew: boolean }> {
  const { exportName, requestId, cause } = request;
  const own = exportIdOf(exportName, request.dueAt, requestId);
  const { exportId, dueAt } =
    requestId === null
      ? { exportId: own, dueAt: request.dueAt }
      : await exportRequestedBefore(ledger, { exportName, requestId, exportId: own, dueAt: request.dueAt });
  const run: ExportRun = {
    exportId,
    exportName,
    state: 'READY',
    version: 1,
    cause,
    requestId,
    dueAt,
    createdAt: now,
  };
  return { exportId, isNew: await putExportRun(ledger, run) };
}
