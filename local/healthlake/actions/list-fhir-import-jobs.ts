import type { ListFHIRImportJobsRequest, ListFHIRImportJobsResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { jobPage } from './job-page.ts';
import { importJobProperties } from './job-properties.ts';
import { knownDatastore } from '../datastores/known-datastore.ts';

export const listFHIRImportJobs: Action<ListFHIRImportJobsRequest, ListFHIRImportJobsResponse> = (
  parts,
  request,
  caller,
) => {
  knownDatastore(parts, caller, 'ListFHIRImportJobs', request.DatastoreId);
  const { page, NextToken } = jobPage(parts, 'import', 'ListFHIRImportJobs', request);
  return { ImportJobPropertiesList: page.map((job) => importJobProperties(parts, job)), NextToken };
};
