import type { DescribeFHIRExportJobRequest, DescribeFHIRExportJobResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { resourceNotFound } from '../errors.ts';
import { exportJobProperties } from './job-properties.ts';
import { knownDatastore } from '../datastores/known-datastore.ts';

export const describeFHIRExportJob: Action<DescribeFHIRExportJobRequest, DescribeFHIRExportJobResponse> = (
  parts,
  { DatastoreId, JobId },
  caller,
) => {
  knownDatastore(parts, caller, 'DescribeFHIRExportJob', DatastoreId);
  const job = parts.jobs.find('export', DatastoreId, JobId);
  if (!job || job.outputUri === '') throw resourceNotFound(`Export job with id ${JobId} not found`);
  return { ExportJobProperties: exportJobProperties(parts, job) };
};
