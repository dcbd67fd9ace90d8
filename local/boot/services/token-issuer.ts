import { LOCAL_ISSUER_PATH } from '../../../lib/identity/index.ts';
import type { HealthLake } from '../../healthlake/index.ts';
import {
  createIssuerService,
  issuerForPages,
  openHandles,
  openSigningKey,
  readSmartApps,
} from '../../token-issuer/index.ts';
import type { CloudParts } from '../cloud-parts.ts';
import { patientsOfDataStores } from './patients-of-data-stores.ts';
import { serviceRow } from '../service-row.ts';

/** What config/local.json wants of the local issuer's tokens unless somebody has changed it. */
const AUDIENCE = 'inlet-local';

/** Requests need no signature: anybody on this machine may have a token. */
export const tokenIssuer = serviceRow(
  'tokenIssuer',
  ({ url, folder, clock, database, options }: CloudParts, others: { healthLake: HealthLake }) => {
    const handles = openHandles(database, () => clock.now());
    let opened: ReturnType<typeof openSigningKey> | undefined;
    const service = createIssuerService({
      url: url + LOCAL_ISSUER_PATH,
      // Made when it is first needed.
      key: () => (opened ??= openSigningKey(folder)),
      clock,
      handles,
      apps: readSmartApps(options.smartApps ?? []),
      audience: options.tokenAudience ?? AUDIENCE,
      dataStores: patientsOfDataStores(others.healthLake),
    });
    return {
      api: undefined,
      routes: { paths: { [`${LOCAL_ISSUER_PATH}/`]: service } },
      forPages: issuerForPages(service),
      reset: handles.reset,
    };
  },
);
