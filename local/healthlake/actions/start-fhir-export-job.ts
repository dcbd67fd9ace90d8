import type { StartFHIRExportJobRequest, StartFHIRExportJobResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { submitJob } from '../jobs/submit-job.ts';

/** Submits an export of the whole data store. */
export const startFHIRExportJob: Action<StartFHIRExportJobRequest, StartFHIRExportJobResponse> = async (
  parts,
  request,
  caller,
) => {
  const { jobId, status, datastoreId } = await submitJob(
    parts,
    {
      kind: 'export',
      operation: 'StartFHIRExportJob',
      request,
      output: request.OutputDataConfig.S3Configuration,
    },
    caller,
  );
  return { JobId: jobId, JobStatus: status, DatastoreId: datastoreId };
};
