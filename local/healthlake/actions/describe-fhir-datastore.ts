import type { DescribeFHIRDatastoreRequest, DescribeFHIRDatastoreResponse } from '@aws-sdk/client-healthlake';
import type { Action } from '../action.ts';
import { datastoreProperties } from '../datastores/datastore-properties.ts';
import { knownDatastore } from '../datastores/known-datastore.ts';

export const describeFHIRDatastore: Action<DescribeFHIRDatastoreRequest, DescribeFHIRDatastoreResponse> = (
  parts,
  { DatastoreId },
  caller,
) => {
  const datastore = knownDatastore(parts, caller, 'DescribeFHIRDatastore', DatastoreId);
  return { DatastoreProperties: datastoreProperties(parts, datastore) };
};
