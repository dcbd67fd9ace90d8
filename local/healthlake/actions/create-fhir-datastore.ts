import { randomBytes } from 'node:crypto';
import type { CreateFHIRDatastoreRequest, CreateFHIRDatastoreResponse } from '@aws-sdk/client-healthlake';
import { datastoreArn } from '../../../lib/healthlake/index.ts';
import { ACCOUNT_ID, notImplemented, REGION } from '../../ground/index.ts';
import type { Action } from '../action.ts';
import { otherRequest } from '../jobs/client-token.ts';
import { datastoreState } from '../datastores/datastore-properties.ts';
import { validation } from '../errors.ts';
import { checkIdentityProvider } from '../datastores/identity-provider.ts';
import { requestHash } from '../jobs/client-token.ts';
import { countOf } from '../../../errors/index.ts';

const localArn = (datastoreId: string): string =>
  datastoreArn({ partition: 'aws', region: REGION, accountId: ACCOUNT_ID, datastoreId });

export const createFHIRDatastore: Action<CreateFHIRDatastoreRequest, CreateFHIRDatastoreResponse> = (
  parts,
  request,
  caller,
) => {
  const { datastores, settings } = parts;
  parts.permissions.check(caller, 'CreateFHIRDatastore', '*');
  const datastoreId = randomBytes(16).toString('hex');
  // Tags are given to the data store that is being made: IAM knows its ARN, whoever grants it does not.
  if (request.Tags && request.Tags.length > 0)
    parts.permissions.check(caller, 'TagResource', localArn(datastoreId));

  const { ClientToken: clientToken, SseConfiguration, PreloadDataConfig } = request;
  const hash = requestHash(request);
  const earlier =
    clientToken !== undefined && settings().rememberClientTokens
      ? datastores.findByToken(clientToken)
      : undefined;
  if (earlier && earlier.requestHash !== hash) throw otherRequest();
  if (earlier) return datastoreState(parts, earlier);

  const encryption = SseConfiguration?.KmsEncryptionConfig;
  if (encryption?.CmkType === 'CUSTOMER_MANAGED_KMS_KEY' && encryption.KmsKeyId === undefined)
    throw validation('KmsKeyId is required for CmkType CUSTOMER_MANAGED_KMS_KEY');
  checkIdentityProvider(request.IdentityProviderConfiguration);
  if (PreloadDataConfig && !parts.canPreload) throw notImplemented('a population to preload');
  const existing = datastores.all().filter(({ status }) => status !== 'DELETED');
  if (existing.length >= settings().datastores)
    throw validation(`The account has ${countOf(existing.length, 'data store')}, which is its limit`);

  const { IdentityProviderConfiguration } = request;
  const datastore = parts.lifecycle.create({
    datastoreId,
    name: request.DatastoreName,
    setup: {
      ...(SseConfiguration && { SseConfiguration }),
      ...(PreloadDataConfig && { PreloadDataConfig }),
      ...(IdentityProviderConfiguration && { IdentityProviderConfiguration }),
    },
    clientToken,
    requestHash: hash,
    tags: request.Tags ?? [],
  });
  return datastoreState(parts, datastore);
};
