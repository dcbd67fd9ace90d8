import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOCAL_ISSUER_PATH } from '../../lib/identity/index.ts';
import type { Clock, Service } from '../ground/index.ts';
import { AwsError } from '../ground/index.ts';
import { readJsonObject, sendJson, targetOf } from '../http/index.ts';
import { mintClaims, readTokenRequest } from './mint.ts';
import type { SigningKey } from './signing-key.ts';

interface Issuer {
  url: string;
  key: () => SigningKey;
  clock: Pick<Clock, 'now'>;
}

type Answer = (issuer: Issuer, request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Method and path (below the issuer's own) of every route. */
const ROUTES: Readonly<Record<string, Answer>> = {
  'GET /.well-known/openid-configuration': ({ url }, _request, response) => {
    sendJson(response, 200, {
      issuer: url,
      jwks_uri: `${url}/jwks.json`,
      token_endpoint: `${url}/token`,
      id_token_signing_alg_values_supported: ['ES256'],
    });
  },
  'GET /jwks.json': ({ key }, _request, response) => {
    sendJson(response, 200, { keys: [key().jwk] }, 'application/jwk-set+json');
  },
  'POST /token': async ({ url, key, clock }, request, response) => {
    const wanted = readTokenRequest(await readJsonObject(request));
    response.setHeader('cache-control', 'no-store');
    sendJson(response, 200, {
      access_token: key().sign(mintClaims(url, wanted, clock.now())),
      token_type: 'Bearer',
      expires_in: wanted.expiresSeconds,
      scope: wanted.scope,
    });
  },
};

/**
 * A token issuer for developers: it gives a token to whoever asks on this machine, by the cloud's clock. It is not an OAuth
 * server; `POST /token` takes JSON, as `inlet token` sends it.
 *
 * @param endpoint the local cloud's
 * @param openKey called when the key is first needed
 */
export function createIssuerService(
  endpoint: string,
  openKey: () => SigningKey,
  clock: Pick<Clock, 'now'>,
): Service {
  let opened: SigningKey | undefined;
  const issuer = { url: endpoint + LOCAL_ISSUER_PATH, key: () => (opened ??= openKey()), clock };
  return async (request, response) => {
    const path = targetOf(request).path.slice(LOCAL_ISSUER_PATH.length);
    const route = `${request.method ?? ''} ${path}`;
    const answer = Object.hasOwn(ROUTES, route) ? ROUTES[route] : undefined;
    if (!answer) {
      const routes = Object.keys(ROUTES).join(', ');
      throw new AwsError('NotFound', `The local issuer has ${routes}; not ${route}.`, 404);
    }
    await answer(issuer, request, response);
  };
}
