import type { DescribeFHIRImportJobRequest, DescribeFHIRImportJobResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { resourceNotFound } from '../errors.ts';
import { importJobProperties } from './job-properties.ts';
import { knownDatastore } from '../datastores/known-datastore.ts';

export const describeFHIRImportJob: Action<DescribeFHIRImportJobRequest, DescribeFHIRImportJobResponse> = (
  parts,
  { DatastoreId, JobId },
  caller,
) => {
  knownDatastore(parts, caller, 'DescribeFHIRImportJob', DatastoreId);
  const job = parts.jobs.find('import', DatastoreId, JobId);
  if (!job) throw resourceNotFound(`Import job with id ${JobId} not found`);
  return { ImportJobProperties: importJobProperties(parts, job) };
};
