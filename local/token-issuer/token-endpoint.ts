import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../ground/index.ts';
import { readBody, sendJson } from '../http/index.ts';
import type { Client } from './client-of.ts';
import { clientOf } from './client-of.ts';
import { grantedScopes, hasScope, mayRefresh, narrowedScope } from './granted-scopes.ts';
import type { Grant, Handles } from './handles.ts';
import { idClaims, mintClaims } from './mint.ts';
import { OAuthError, parameterOf } from './oauth-error.ts';
import type { SigningKey } from './signing-key.ts';
import type { RegisteredApp } from './smart-app.ts';
import { isPublic, isSame } from './smart-app.ts';

export interface TokenParts {
  /** The issuer's own address. */
  url: string;
  key: () => SigningKey;
  clock: Pick<Clock, 'now'>;
  apps: ReadonlyMap<string, RegisteredApp>;
  handles: Handles;
  /** `aud` of access tokens. */
  audience: string;
}

interface Asked {
  form: URLSearchParams;
  client: Client;
  /** Whether a page of another origin asks. */
  isOfPage: boolean;
}

type TokenAnswer = Readonly<Record<string, string | number>>;

/** Every grant of the token endpoint, by its `grant_type`. */
const GRANTS: Readonly<Record<string, (parts: TokenParts, asked: Asked) => TokenAnswer>> = {
  authorization_code: byCode,
  refresh_token: byRefreshToken,
  client_credentials: asService,
};

export const GRANT_TYPES = Object.keys(GRANTS);

/** How long an access token is good for. */
const ACCESS_SECONDS = 3600;

const MOST_FORM_BYTES = 64 * 1024;

/** The token endpoint for who asks by a form (RFC 6749, chapters 4.1.3, 4.4.2, 5 and 6). */
export async function giveToken(
  parts: TokenParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams((await readBody(request, MOST_FORM_BYTES)).toString('utf8'));
  response.setHeader('cache-control', 'no-store');
  response.setHeader('pragma', 'no-cache');
  try {
    const grant = parameterOf(form, 'grant_type') ?? '';
    const give = Object.hasOwn(GRANTS, grant) ? GRANTS[grant] : undefined;
    if (!give)
      throw new OAuthError(
        'unsupported_grant_type',
        `The grant_type must be one of ${GRANT_TYPES.join(', ')}.`,
      );
    const client = await clientOf(request, form, parts);
    const isOfPage = isOfOtherOrigin(request);
    sendJson(response, 200, give(parts, { form, client, isOfPage }));
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const isUnknown = error.code === 'invalid_client';
    if (isUnknown) response.setHeader('www-authenticate', 'Basic realm="the local issuer"');
    sendJson(response, isUnknown ? 401 : 400, { error: error.code, error_description: error.message });
  }
}

/** Whether a page of an origin that may call sends the request. */
export const isOfOtherOrigin = ({ headers: { origin, host } }: IncomingMessage): boolean =>
  origin !== undefined && origin !== `http://${host ?? ''}`;

/** RFC 7636, chapter 4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/;

function byCode(parts: TokenParts, { form, client }: Asked): TokenAnswer {
  const app = registered(client);
  const [code, verifier] = [parameterOf(form, 'code') ?? '', parameterOf(form, 'code_verifier') ?? ''];
  const redirectUri = parameterOf(form, 'redirect_uri') ?? '';
  const redeemed = parts.handles.redeem('code', code);
  if (!redeemed) throw new OAuthError('invalid_grant', 'The code is unknown, used, or too old.');
  const { redirectUri: usedUri, challenge, ...granted } = redeemed.meaning;
  const isProven = VERIFIER.test(verifier) && isSame(challengeOf(verifier), challenge);
  if (granted.clientId !== app.clientId || redirectUri !== usedUri || !isProven)
    throw new OAuthError(
      'invalid_grant',
      'The code is of another client, redirect_uri or code_verifier; it is used up.',
    );
  return {
    ...accessFor(parts, granted),
    ...refreshFor(parts, granted, redeemed.family),
    ...(hasScope(granted.scope, 'openid') && { id_token: idToken(parts, granted) }),
  };
}

/**
 * A refresh token is good once, and the answer has the next one (RFC 9700, chapter 4.14.2). A public app need not say who it
 * is: SMART App Launch 2.2.0, "Use a refresh token", has no `client_id`.
 */
function byRefreshToken(parts: TokenParts, { form, client }: Asked): TokenAnswer {
  if (client.clientId !== undefined) registered(client);
  const redeemed = parts.handles.redeem('refresh', parameterOf(form, 'refresh_token') ?? '');
  const owner = redeemed && parts.apps.get(redeemed.meaning.clientId);
  const isOwners =
    owner && (client.clientId === undefined ? isPublic(owner) : client.clientId === owner.clientId);
  if (!redeemed || !owner || isOwners !== true)
    throw new OAuthError(
      'invalid_grant',
      'The refresh token is unknown, used, too old, or of another client.',
    );
  const { meaning: granted, family } = redeemed;
  const scope = narrowedScope(granted.scope, parameterOf(form, 'scope'));
  return { ...accessFor(parts, { ...granted, scope }), ...refreshFor(parts, granted, family) };
}

/** As `inlet token` has it: whoever asks on this machine is given a token. A page of another origin is not on this machine. */
function asService(parts: TokenParts, { form, client, isOfPage }: Asked): TokenAnswer {
  if (isOfPage || (client.app && isPublic(client.app)))
    throw new OAuthError(
      'unauthorized_client',
      'Client credentials are for services: a page or a public app has none.',
    );
  const { clientId } = client;
  if (clientId === undefined) throw new OAuthError('invalid_client', 'The client must say its client_id.');
  return accessFor(parts, { clientId, scope: grantedScopes(parameterOf(form, 'scope'), 'service') });
}

/** @throws OAuthError invalid_client */
function registered({ app }: Client): RegisteredApp {
  if (app) return app;
  throw new OAuthError('invalid_client', 'The client must say the client_id of an app that is registered.');
}

const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** The answer of SMART App Launch 2.2.0, "Obtain access token": the launch context stands beside the token, too. */
function accessFor(parts: TokenParts, granted: Omit<Grant, 'endpoint'>): TokenAnswer {
  const { url, key, clock, audience } = parts;
  const { clientId, scope, patient } = granted;
  const fhirUser = hasScope(scope, 'fhirUser') ? granted.fhirUser : undefined;
  const wanted = {
    scope,
    audience,
    clientId,
    expiresSeconds: ACCESS_SECONDS,
    ...(patient !== undefined && { patient }),
    ...(fhirUser !== undefined && { fhirUser }),
  };
  return {
    access_token: key().sign(mintClaims(url, wanted, clock.now())),
    token_type: 'Bearer',
    expires_in: ACCESS_SECONDS,
    scope,
    ...(patient !== undefined && { patient }),
  };
}

function refreshFor({ handles }: TokenParts, granted: Grant, family: string): TokenAnswer {
  return mayRefresh(granted.scope) ? { refresh_token: handles.issue('refresh', granted, family) } : {};
}

const idToken = ({ url, key, clock }: TokenParts, granted: Grant): string =>
  key().sign(idClaims(url, granted, ACCESS_SECONDS, clock.now()), 'JWT');
