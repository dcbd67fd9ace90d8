import type { DeleteFHIRDatastoreRequest, DeleteFHIRDatastoreResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { datastoreState } from '../datastores/datastore-properties.ts';
import { conflict, resourceNotFound } from '../errors.ts';
import { knownDatastore } from '../datastores/known-datastore.ts';

/** Deletes a data store that is not in transition and runs no jobs. */
export const deleteFHIRDatastore: Action<DeleteFHIRDatastoreRequest, DeleteFHIRDatastoreResponse> = (
  parts,
  { DatastoreId },
  caller,
) => {
  const datastore = knownDatastore(parts, caller, 'DeleteFHIRDatastore', DatastoreId);
  if (datastore.status === 'DELETED') throw resourceNotFound(`Data store with id ${DatastoreId} not found`);
  if (datastore.status === 'CREATING' || datastore.status === 'DELETING')
    throw conflict(`Data store with id ${DatastoreId} is in transition: ${datastore.status}`);
  if (parts.jobs.open().some(({ datastoreId }) => datastoreId === DatastoreId))
    throw conflict(`Data store with id ${DatastoreId} has jobs that have not ended`);
  return datastoreState(parts, parts.lifecycle.delete(datastore));
};
