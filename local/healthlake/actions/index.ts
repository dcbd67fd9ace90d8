import type { OperationName } from '../../../lib/healthlake/index.ts';
import type { Caller } from '../../ground/index.ts';
import type { Parts } from '../action.ts';
import { createFHIRDatastore } from './create-fhir-datastore.ts';
import { deleteFHIRDatastore } from './delete-fhir-datastore.ts';
import { describeFHIRDatastore } from './describe-fhir-datastore.ts';
import { describeFHIRExportJob } from './describe-fhir-export-job.ts';
import { describeFHIRImportJob } from './describe-fhir-import-job.ts';
import { listFHIRDatastores } from './list-fhir-datastores.ts';
import { listFHIRExportJobs } from './list-fhir-export-jobs.ts';
import { listFHIRImportJobs } from './list-fhir-import-jobs.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { startFHIRExportJob } from './start-fhir-export-job.ts';
import { startFHIRImportJob } from './start-fhir-import-job.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

/** An action on a request that was checked against the model, whose shape the operation's name implies. */
export type AnyAction = (parts: Parts, request: never, caller: Caller) => object | Promise<object>;

/** Every operation of the model has its action. */
export const ACTIONS: Readonly<Record<OperationName, AnyAction>> = {
  CreateFHIRDatastore: createFHIRDatastore,
  DeleteFHIRDatastore: deleteFHIRDatastore,
  DescribeFHIRDatastore: describeFHIRDatastore,
  DescribeFHIRExportJob: describeFHIRExportJob,
  DescribeFHIRImportJob: describeFHIRImportJob,
  ListFHIRDatastores: listFHIRDatastores,
  ListFHIRExportJobs: listFHIRExportJobs,
  ListFHIRImportJobs: listFHIRImportJobs,
  ListTagsForResource: listTagsForResource,
  StartFHIRExportJob: startFHIRExportJob,
  StartFHIRImportJob: startFHIRImportJob,
  TagResource: tagResource,
  UntagResource: untagResource,
};
