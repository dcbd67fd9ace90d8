import type { CreateFHIRDatastoreResponse, DatastoreProperties } from '@aws-sdk/client-healthlake';
import type { Parts } from '../action.ts';
import type { Datastore } from './datastores.ts';

/** What Create and Delete answer. */
export const datastoreState = ({ endpointOf }: Parts, datastore: Datastore): CreateFHIRDatastoreResponse => ({
  DatastoreId: datastore.datastoreId,
  DatastoreArn: datastore.arn,
  DatastoreStatus: datastore.status,
  DatastoreEndpoint: endpointOf(datastore.datastoreId),
});

/** A data store as Describe and List have it; a default where its creator left something open. */
export const datastoreProperties = (parts: Parts, datastore: Datastore): DatastoreProperties => ({
  ...datastoreState(parts, datastore),
  DatastoreName: datastore.name,
  CreatedAt: new Date(datastore.createdAt),
  DatastoreTypeVersion: 'R4',
  SseConfiguration: datastore.setup.SseConfiguration ?? {
    KmsEncryptionConfig: { CmkType: 'AWS_OWNED_KMS_KEY' },
  },
  PreloadDataConfig: datastore.setup.PreloadDataConfig,
  IdentityProviderConfiguration: datastore.setup.IdentityProviderConfiguration ?? {
    AuthorizationStrategy: 'AWS_AUTH',
    FineGrainedAuthorizationEnabled: false,
  },
  ErrorCause: datastore.errorCause,
});
