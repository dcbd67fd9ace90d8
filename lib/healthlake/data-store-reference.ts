import { parseDatastoreArn } from './arns.ts';

/** How a route's configuration names its data store: by id (or ARN), or by a name that has to be looked up. */
export type DataStoreReference = { datastoreId: string } | { name: string };

/** Reads `dataStore` of a route: 32 hexadecimal digits are an id; what is not an ARN either is a name. */
export function dataStoreReference(dataStore: string): DataStoreReference {
  if (/^[0-9a-f]{32}$/.test(dataStore)) return { datastoreId: dataStore };
  const arn = parseDatastoreArn(dataStore);
  return arn ? { datastoreId: arn.datastoreId } : { name: dataStore };
}
