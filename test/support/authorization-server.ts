import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { exportJWK, generateKeyPair } from 'jose';
import type { Grant } from 'oidc-provider';
import { Provider } from 'oidc-provider';
import type { PublicApp, TokenResponse } from './authorization-code.ts';
import { authorizationCodeGrant } from './authorization-code.ts';
import { oidcStorage } from './oidc-storage.ts';

/** Whom its tokens are for. */
export const AUDIENCE = 'https://fhir.example';
export const CLIENT = { id: 'nightly-export', secret: 'client-secret-of-the-export' };
/** Where a patient logs in. */
export const APP: PublicApp = { id: 'patient-portal', redirectUri: 'https://portal.example/callback' };
/** Who logs in there: the launch context of each of the app's tokens. */
export const PATIENT = 'mine';
/** As whom Inlet introspects. */
export const INTROSPECTOR = { id: 'inlet', secret: 'introspection-secret-of-inlet' };

/** A day and a night, and then some: tokens must outlive what the tests move the clock by. */
const TOKEN_SECONDS = 30 * 24 * 3600;

/** A real OAuth 2.0 server on loopback (oidc-provider). */
export interface AuthorizationServer {
  issuer: string;
  /** A client credentials grant: a JWT under this algorithm, or an opaque token. */
  token: (form: 'RS256' | 'ES384' | 'opaque', scope: string) => Promise<string>;
  /** What an authorization code grant with PKCE gives the app, for the patient who has logged in. */
  logIn: (form: 'RS256' | 'ES384', scope: string) => Promise<TokenResponse>;
  revoke: (token: string) => Promise<void>;
  /** Goes on with new keys, under new key ids; the old ones are gone. */
  rotate: () => Promise<void>;
  /** Answers nothing from now on, or again. */
  setDown: (down: boolean) => void;
  /** How often a path was asked for. */
  requests: (path: string) => number;
  close: () => Promise<void>;
}

export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  let provider: Provider | undefined;
  let isDown = false;
  let generation = 0;
  const adapter = oidcStorage();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    counts.set(path, (counts.get(path) ?? 0) + 1);
    if (isDown || !provider) request.socket.destroy();
    // Whoever is asked to log in is logged in.
    else if (path.startsWith('/interaction/'))
      void provider.interactionFinished(request, response, { login: { accountId: PATIENT } });
    else provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const rotate = async (): Promise<void> => {
    generation += 1;
    const keys = await Promise.all(
      ['RS256', 'ES384'].map((algorithm) => privateKey(algorithm, `${algorithm}-${generation}`)),
    );
    provider = new Provider(issuer, { ...configuration(keys), adapter });
  };
  await rotate();

  const post = (path: string, form: Record<string, string>, client = CLIENT): Promise<Response> =>
    fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
      body: new URLSearchParams(form),
    });

  return {
    issuer,
    rotate,
    async token(form, scope) {
      const resource = `${AUDIENCE}/${form}`;
      const response = await post('/token', { grant_type: 'client_credentials', scope, resource });
      const { access_token: token } = (await response.json()) as { access_token?: string };
      if (token === undefined) throw new Error(`the authorization server answered ${response.status}`);
      return token;
    },
    logIn: (form, scope) => authorizationCodeGrant(issuer, APP, { scope, resource: `${AUDIENCE}/${form}` }),
    async revoke(token) {
      await post('/token/revocation', { token });
    },
    setDown(down) {
      isDown = down;
    },
    requests: (path) => counts.get(path) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function privateKey(alg: string, kid: string): Promise<JWK> {
  const { privateKey: key } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(key)), kid, alg, use: 'sig' };
}

const client = ({ id, secret }: typeof CLIENT, grants: string[]) => ({
  client_id: id,
  client_secret: secret,
  grant_types: grants,
  redirect_uris: [],
  response_types: [],
});

const publicClient = ({ id, redirectUri }: PublicApp) => ({
  client_id: id,
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code'],
  redirect_uris: [redirectUri],
  response_types: ['code'],
});

/** What the server gives at all; a client asks for some of it. */
const SCOPES = [
  'system/*.rs',
  'system/*.cruds',
  'system/Patient.r',
  'launch/patient',
  'patient/*.rs',
  'patient/*.cruds',
  'patient/Observation.rs?status=final',
  'patient/Observation.rs?status=amended',
].join(' ');

/** Whatever is asked for is granted: nobody is there to be asked for consent. */
async function grantAll({ oidc }: OidcContext): Promise<Grant> {
  const { provider, client: app, params, session } = oidc;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: app.clientId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(params.resource, SCOPES);
  await grant.save();
  return grant;
}

interface OidcContext {
  oidc: {
    provider: Provider;
    client: { clientId: string };
    params: { resource: string };
    session: { accountId: string };
  };
}

/** A resource server for each form of token; all with the same audience. */
const configuration = (keys: JWK[]): Record<string, unknown> => ({
  jwks: { keys },
  clients: [client(CLIENT, ['client_credentials']), client(INTROSPECTOR, []), publicClient(APP)],
  cookies: { keys: ['only-for-tests'] },
  ttl: {
    ClientCredentials: TOKEN_SECONDS,
    Grant: TOKEN_SECONDS,
    Session: TOKEN_SECONDS,
    Interaction: 600,
    AccessToken: TOKEN_SECONDS,
    IdToken: TOKEN_SECONDS,
  },
  findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
  loadExistingGrant: grantAll,
  // The launch context, in the access token itself.
  extraTokenClaims: (_context: unknown, { kind, accountId }: { kind: string; accountId: string }) =>
    kind === 'AccessToken' ? { patient: accountId, fhirUser: `Patient/${accountId}` } : undefined,
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true, allowedPolicy: () => true },
    introspection: { enabled: true, allowedPolicy: () => true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo(_context: unknown, resource: string) {
        const form = resource.slice(AUDIENCE.length + 1);
        return {
          scope: SCOPES,
          audience: AUDIENCE,
          accessTokenTTL: TOKEN_SECONDS,
          ...(form === 'opaque'
            ? { accessTokenFormat: 'opaque' }
            : { accessTokenFormat: 'jwt', jwt: { sign: { alg: form } } }),
        };
      },
    },
  },
});
