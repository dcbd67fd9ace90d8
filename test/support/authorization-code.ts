import { createHash, randomBytes } from 'node:crypto';

/** An app that a person logs in to: it has no secret. */
export interface PublicApp {
  id: string;
  redirectUri: string;
}

export interface TokenResponse {
  access_token: string;
  /** Where `openid` was asked for. */
  id_token?: string;
}

const REDIRECTS_AT_MOST = 10;

/**
 * An authorization code grant with PKCE (RFC 7636), as an app and the browser of whoever logs in go through it.
 * @throws Error where the server does not come to give a token
 */
export async function authorizationCodeGrant(
  issuer: string,
  { id, redirectUri }: PublicApp,
  { scope, resource }: { scope: string; resource: string },
): Promise<TokenResponse> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(8).toString('base64url');
  const callback = await browse(
    `${issuer}/auth?${new URLSearchParams({
      response_type: 'code',
      client_id: id,
      redirect_uri: redirectUri,
      scope,
      resource,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString()}`,
    redirectUri,
  );
  const code = callback.searchParams.get('code');
  if (code === null || callback.searchParams.get('state') !== state)
    throw new Error(`no code: ${callback.search}`);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: id,
      redirect_uri: redirectUri,
      code,
      resource,
      code_verifier: verifier,
    }),
  });
  if (!response.ok) throw new Error(`no token: ${await response.text()}`);
  return (await response.json()) as TokenResponse;
}

/** Follows redirects with cookies, as a browser does, until the app's own address comes. */
async function browse(from: string, redirectUri: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = from;
  for (let hop = 0; hop < REDIRECTS_AT_MOST && !url.startsWith(redirectUri); hop++) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`no redirect: ${response.status} ${await response.text()}`);
    url = new URL(location, url).href;
  }
  return new URL(url);
}
