import type { StartFHIRImportJobRequest, StartFHIRImportJobResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { submitJob } from '../jobs/submit-job.ts';

/** Submits an import job: SUBMITTED at once, whatever runs; the work begins when its turn comes. */
export const startFHIRImportJob: Action<StartFHIRImportJobRequest, StartFHIRImportJobResponse> = async (
  parts,
  request,
  caller,
) => {
  const { jobId, status, datastoreId } = await submitJob(
    parts,
    {
      kind: 'import',
      operation: 'StartFHIRImportJob',
      request,
      inputUri: request.InputDataConfig.S3Uri,
      output: request.JobOutputDataConfig.S3Configuration,
      validationLevel: request.ValidationLevel,
    },
    caller,
  );
  return { JobId: jobId, JobStatus: status, DatastoreId: datastoreId };
};
