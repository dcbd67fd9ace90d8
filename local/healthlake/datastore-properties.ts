import type { DatastoreProperties } from '@aws-sdk/client-healthlake';
import type { Parts } from './action.ts';
import type { Datastore } from './datastores.ts';

/** What Describe and List tell of a data store. */
export const datastoreProperties = ({ endpointOf }: Parts, datastore: Datastore): DatastoreProperties => ({
  DatastoreId: datastore.datastoreId,
  DatastoreArn: datastore.arn,
  DatastoreName: datastore.name,
  DatastoreStatus: datastore.status,
  CreatedAt: new Date(datastore.createdAt),
  DatastoreTypeVersion: 'R4',
  DatastoreEndpoint: endpointOf(datastore.datastoreId),
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
