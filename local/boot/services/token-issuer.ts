import { LOCAL_ISSUER_PATH } from '../../../lib/identity/index.ts';
import { createIssuerService, openSigningKey } from '../../token-issuer/index.ts';
import { serviceRow } from '../service-row.ts';

/** Requests need no signature: anybody on this machine may have a token. */
export const tokenIssuer = serviceRow('tokenIssuer', ({ url, folder, clock }) => ({
  api: undefined,
  routes: {
    paths: { [`${LOCAL_ISSUER_PATH}/`]: createIssuerService(url, () => openSigningKey(folder), clock) },
  },
}));
