import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { oidcStorage } from './oidc-storage.ts';

/** Whom its tokens are for. */
export const AUDIENCE = 'https://fhir.example';
export const CLIENT = { id: 'nightly-export', secret: 'client-secret-of-the-export' };
/** As whom Inlet introspects. */
export const INTROSPECTOR = { id: 'inlet', secret: 'introspection-secret-of-inlet' };

/** A day and a night, and then some: tokens must outlive what the tests move the clock by. */
const TOKEN_SECONDS = 30 * 24 * 3600;

/** A real OAuth 2.0 server on loopback (oidc-provider). */
export interface AuthorizationServer {
  issuer: string;
  /** A client credentials grant: a JWT under this algorithm, or an opaque token. */
  token: (form: 'RS256' | 'ES384' | 'opaque', scope: string) => Promise<string>;
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
  let provider: RequestListener | undefined;
  let isDown = false;
  let generation = 0;
  const adapter = oidcStorage();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    counts.set(path, (counts.get(path) ?? 0) + 1);
    if (isDown || !provider) request.socket.destroy();
    else provider(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const rotate = async (): Promise<void> => {
    generation += 1;
    const keys = await Promise.all(
      ['RS256', 'ES384'].map((algorithm) => privateKey(algorithm, `${algorithm}-${generation}`)),
    );
    provider = new Provider(issuer, { ...configuration(keys), adapter }).callback();
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

/** A resource server for each form of token; all with the same audience. */
const configuration = (keys: JWK[]): Record<string, unknown> => ({
  jwks: { keys },
  clients: [client(CLIENT, ['client_credentials']), client(INTROSPECTOR, [])],
  cookies: { keys: ['only-for-tests'] },
  ttl: { ClientCredentials: TOKEN_SECONDS },
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
          scope: 'system/*.rs system/*.cruds system/Patient.r',
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
