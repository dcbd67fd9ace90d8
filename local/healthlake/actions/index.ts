import type { OperationName } from '../../../lib/healthlake/model.ts';
import type { Caller } from '../../caller.ts';
import type { Parts } from '../action.ts';
import { describeFHIRDatastore } from './describe-fhir-datastore.ts';
import { describeFHIRImportJob } from './describe-fhir-import-job.ts';
import { listFHIRDatastores } from './list-fhir-datastores.ts';
import { listFHIRImportJobs } from './list-fhir-import-jobs.ts';
import { startFHIRImportJob } from './start-fhir-import-job.ts';

/** Runs an action on a request that its caller has checked against the model. */
export type AnyAction = (parts: Parts, request: never, caller: Caller) => object;

/** The actions that are served; any other operation of the model is answered 501. */
export const ACTIONS: Partial<Record<OperationName, AnyAction>> = {
  DescribeFHIRDatastore: describeFHIRDatastore,
  DescribeFHIRImportJob: describeFHIRImportJob,
  ListFHIRDatastores: listFHIRDatastores,
  ListFHIRImportJobs: listFHIRImportJobs,
  StartFHIRImportJob: startFHIRImportJob,
};
