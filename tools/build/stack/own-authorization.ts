import type { DataStoreIdentity, StageConfig } from '../../../config/index.ts';

/** How the stage's own data store authorizes requests; undefined where it takes signed AWS requests only. */
export const ownAuthorization = ({ identity }: StageConfig): DataStoreIdentity | undefined =>
  identity.dataStores.find(({ dataStore }) => dataStore === undefined)?.authorization;
