import { typed, typedInlet } from '../../../errors/index.ts';
import { adviceOnExportFailure } from '../../../events/index.ts';
import type { ExportBrief } from './export-document.ts';

/** What to do next about one run of an export. */
export function nextStepOfExport(stage: string, run: ExportBrief): string {
  const inlet = typedInlet(stage);
  const { exportId, exportName, state, isOpen, errorName, jobId, folderS3Uri, removedAt } = run;
  if (isOpen)
    return jobId === null && errorName !== null
      ? adviceOnExportFailure(errorName)
      : `Nothing: Inlet goes on by itself. ${inlet`status ${exportId} --watch`} follows it.`;
  if (removedAt !== null) return 'Nothing: newer exports are kept, and its folder was removed.';
  switch (state) {
    case 'COMPLETED':
      return `Nothing: the files lie in ${folderS3Uri === null ? 'its folder' : typed`${folderS3Uri}`}.`;
    case 'START_FAILED':
      return adviceOnExportFailure(errorName ?? '');
    default:
      return `See why with ${typed`aws healthlake describe-fhir-export-job --datastore-id ${run.datastoreId ?? '<id>'} --job-id ${jobId ?? '<id>'}`} and mend it, then ${inlet`export ${exportName}`}.`;
  }
}
