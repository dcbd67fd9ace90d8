import type { Caller } from '../../ground/index.ts';
import type { Parts } from '../action.ts';
import type { Datastore } from './datastores.ts';
import { resourceNotFound } from '../errors.ts';

/** The data store of an ARN, for the tag actions: those of other accounts and deleted ones are not found. */
export function taggedDatastore(
  { access, datastores }: Parts,
  caller: Caller,
  operation: string,
  arn: string,
): Datastore {
  access.check(caller, operation, arn);
  const datastore = datastores.all().find((known) => known.arn === arn && known.status !== 'DELETED');
  if (!datastore) throw resourceNotFound(`Resource with ARN ${arn} not found`);
  return datastore;
}
