import type { Caller } from '../../ground/index.ts';
import { ACCOUNT_ID, REGION } from '../../ground/index.ts';
import { datastoreArn } from '../../../lib/healthlake/index.ts';
import type { Parts } from '../action.ts';
import type { Datastore } from './datastores.ts';
import { resourceNotFound, validation } from '../errors.ts';

/**
 * The data store that a request names, when the caller may call `operation` on it. Permission
 * is checked first, so that nobody learns of data stores that are not theirs.
 */
export function knownDatastore(
  { permissions: access, datastores }: Parts,
  caller: Caller,
  operation: string,
  datastoreId: string,
): Datastore {
  access.check(
    caller,
    operation,
    datastoreArn({ partition: 'aws', region: REGION, accountId: ACCOUNT_ID, datastoreId }),
  );
  const datastore = datastores.find(datastoreId);
  if (!datastore) throw resourceNotFound(`Data store with id ${datastoreId} not found`);
  return datastore;
}

/** As knownDatastore, for what only an ACTIVE data store can do. */
export function activeDatastore(
  parts: Parts,
  caller: Caller,
  operation: string,
  datastoreId: string,
): Datastore {
  return requireActive(knownDatastore(parts, caller, operation, datastoreId), datastoreId);
}

/** @throws AwsError ResourceNotFoundException, ValidationException */
export function requireActive(datastore: Datastore | undefined, datastoreId: string): Datastore {
  if (!datastore || datastore.status === 'DELETED')
    throw resourceNotFound(`Data store with id ${datastoreId} not found`);
  if (datastore.status !== 'ACTIVE')
    throw validation(`Data store with id ${datastoreId} is ${datastore.status} and not ACTIVE`);
  return datastore;
}

/** The data store of an ARN, for the tag actions: those of other accounts and deleted ones are not found. */
export function taggedDatastore(
  { permissions: access, datastores }: Parts,
  caller: Caller,
  operation: string,
  arn: string,
): Datastore {
  access.check(caller, operation, arn);
  const datastore = datastores.all().find((known) => known.arn === arn && known.status !== 'DELETED');
  if (!datastore) throw resourceNotFound(`Resource with ARN ${arn} not found`);
  return datastore;
}
