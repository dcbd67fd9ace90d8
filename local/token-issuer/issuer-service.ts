import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOCAL_ISSUER_PATH } from '../../lib/identity/index.ts';
import type { Service } from '../ground/index.ts';
import { AwsError } from '../ground/index.ts';
import { forOtherOrigins, readJsonObject, sendJson, targetOf } from '../http/index.ts';
import type { AuthorizeParts } from './authorize.ts';
import { authorize } from './authorize.ts';
import { openidConfiguration, smartConfiguration } from './issuer-metadata.ts';
import { launchApp } from './launch-app.ts';
import { mintClaims, readTokenRequest } from './mint.ts';
import type { TokenParts } from './token-endpoint.ts';
import { giveToken, isOfOtherOrigin } from './token-endpoint.ts';

export type IssuerParts = AuthorizeParts & TokenParts;

type Answer = (
  parts: IssuerParts,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

/** Method and path (below the issuer's own) of every route. */
const ROUTES: Readonly<Record<string, Answer>> = {
  'GET /.well-known/openid-configuration': ({ url }, _request, response) => {
    sendJson(response, 200, openidConfiguration(url));
  },
  'GET /.well-known/smart-configuration': ({ url }, _request, response) => {
    sendJson(response, 200, smartConfiguration(url));
  },
  'GET /jwks.json': ({ key }, _request, response) => {
    sendJson(response, 200, { keys: [key().jwk] }, 'application/jwk-set+json');
  },
  'GET /authorize': authorize,
  'POST /authorize': authorize,
  'POST /launches': launchApp,
  'POST /token': (parts, request, response) =>
    isForm(request) ? giveToken(parts, request, response) : mint(parts, request, response),
};

/** What pages of other origins may call, where the cloud lets any in: what an app in a browser needs, and not its user's part. */
const FOR_PAGES = ['/.well-known/', '/jwks.json', '/token'];

const isForm = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;

/** Any token for whoever asks on this machine, as `inlet token` does, in JSON. */
async function mint(
  { url, key, clock }: IssuerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (isOfOtherOrigin(request))
    throw new AwsError(
      'AccessDenied',
      'A page of another origin gets a token by an OAuth grant, in a form.',
      403,
    );
  const wanted = readTokenRequest(await readJsonObject(request));
  response.setHeader('cache-control', 'no-store');
  sendJson(response, 200, {
    access_token: key().sign(mintClaims(url, wanted, clock.now())),
    token_type: 'Bearer',
    expires_in: wanted.expiresSeconds,
    scope: wanted.scope,
  });
}

/**
 * The token issuer of the local cloud, for developers: SMART App Launch's authorization server for the apps that are
 * registered, and tokens for whoever asks on this machine, all by the cloud's clock.
 */
export function createIssuerService(parts: IssuerParts): Service {
  return async (request, response) => {
    const path = targetOf(request).path.slice(LOCAL_ISSUER_PATH.length);
    const route = `${request.method ?? ''} ${path}`;
    const answer = Object.hasOwn(ROUTES, route) ? ROUTES[route] : undefined;
    if (!answer) {
      const routes = Object.keys(ROUTES).join(', ');
      throw new AwsError('NotFound', `The local issuer has ${routes}; not ${route}.`, 404);
    }
    await answer(parts, request, response);
  };
}

/** What of it pages of other origins may call, by the beginning of the path. */
export const issuerForPages = (service: Service): Readonly<Record<string, Service>> =>
  Object.fromEntries(FOR_PAGES.map((path) => [LOCAL_ISSUER_PATH + path, forOtherOrigins(service)]));
