import type { ExportHeld, ExportJobStatusChanged, ExportStartFailed } from '../../events/index.ts';
import type { Step } from '../terminal/index.ts';
import { bytesText, countOf } from '../terminal/index.ts';

/** A change of an export job in one line, in the words that an import's has. */
export function exportChanged(detail: ExportJobStatusChanged): Step {
  const { status, previousStatus, exportId, jobId, files, outputS3Uri } = detail;
  const name = exportId ?? jobId;
  if (previousStatus === null) return { word: 'job started', text: `${name}: export job ${jobId}` };
  const counts = files === null ? '' : `: ${countOf(files.count, 'file')}, ${bytesText(files.bytes)}`;
  const folder = detail.endTime !== null && outputS3Uri !== null ? `, in ${outputS3Uri}` : '';
  return { word: 'status', text: `${name}: ${previousStatus} -> ${status}${counts}${folder}` };
}

/** A run that waits for another export. */
export const exportHeld = ({ exportId, openExportName, openJobId }: ExportHeld): Step => ({
  word: 'held',
  text: `${exportId} waits for ${openExportName ?? 'another export'}${openJobId === null ? '' : ` (job ${openJobId})`}`,
});

/** A run that was given up. */
export const exportNotStarted = ({ exportId, errorName, advice }: ExportStartFailed): Step => ({
  word: 'not started',
  text: `${exportId} (${errorName}): ${advice}`,
});
