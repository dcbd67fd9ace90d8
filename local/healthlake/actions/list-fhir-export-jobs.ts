import type { ListFHIRExportJobsRequest, ListFHIRExportJobsResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { jobPage } from './job-page.ts';
import { exportJobProperties } from './job-properties.ts';
import { knownDatastore } from '../datastores/known-datastore.ts';

export const listFHIRExportJobs: Action<ListFHIRExportJobsRequest, ListFHIRExportJobsResponse> = (
  parts,
  request,
  caller,
) => {
  knownDatastore(parts, caller, 'ListFHIRExportJobs', request.DatastoreId);
  const { page, NextToken } = jobPage(parts, 'export', 'ListFHIRExportJobs', request);
  return { ExportJobPropertiesList: page.map((job) => exportJobProperties(parts, job)), NextToken };
};
