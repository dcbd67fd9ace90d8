import { createHash, timingSafeEqual } from 'node:crypto';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet } from 'jose';
import { FixableError } from '../../errors/index.ts';

/** An app or a service that is registered with the local issuer: public, or with one of a secret, keys, and an address of keys. */
export interface SmartApp {
  clientId: string;
  /** Where it may be sent back to: compared to the letter (RFC 6749, chapter 3.1.2; RFC 9700, chapter 2.1). A service has none. */
  redirectUris: readonly string[];
  clientSecret?: string;
  /** Public keys that it signs its assertions by, each with its `kid` (SMART App Launch 2.2.0, "Asymmetric authentication"). */
  jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Where these are, `https:` or `http:`. */
  jwksUri?: string;
}

/** With what finds the key of an assertion. */
export interface RegisteredApp extends SmartApp {
  keys?: JWTVerifyGetKey;
}

export const isPublic = ({ clientSecret, keys }: RegisteredApp): boolean =>
  clientSecret === undefined && keys === undefined;

/** RFC 6749, appendix A: what a client id and a secret may be made of. */
const VISIBLE = /^[\x20-\x7e]+$/;

/** RFC 3986's characters: nothing that would end a header or a quotation mark in a page. */
const URI = /^[a-z][a-z\d+.-]*:[\w.~:/?#[\]@!$&'()*+,;=%-]+$/i;

/** Schemes that a browser makes documents or scripts of. */
const OWN_DOCUMENTS = new Set(['about:', 'blob:', 'data:', 'file:', 'javascript:', 'vbscript:']);

/** Checks what somebody has registered, and puts the addresses of one app together. @throws FixableError InvalidSmartApp */
export function readSmartApps(apps: readonly SmartApp[]): ReadonlyMap<string, RegisteredApp> {
  const registered = new Map<string, RegisteredApp>();
  for (const app of apps) {
    checkForm(app);
    const { clientId, redirectUris, clientSecret } = app;
    const earlier = registered.get(clientId);
    if (!VISIBLE.test(clientId)) throw invalid(clientId, 'a client id is made of visible ASCII characters');
    if (clientSecret !== undefined && !VISIBLE.test(clientSecret))
      throw invalid(clientId, 'a secret is made of visible ASCII characters');
    if (earlier && earlier.clientSecret !== clientSecret)
      throw invalid(clientId, 'an app that is named more than once has the same secret each time');
    for (const uri of redirectUris)
      if (!isRedirectUri(uri))
        throw invalid(uri, 'a redirect URI is absolute, has no fragment, and leads to an app');
    const keys = keysOf(app);
    if ((clientSecret !== undefined || earlier?.keys !== undefined) && keys !== undefined)
      throw invalid(clientId, 'an app has a secret, or one set of keys');
    registered.set(clientId, {
      ...earlier,
      ...app,
      redirectUris: [...(earlier?.redirectUris ?? []), ...redirectUris],
      ...(keys && { keys }),
    });
  }
  return registered;
}

const MEMBERS: readonly string[] = [
  'clientId',
  'redirectUris',
  'clientSecret',
  'jwks',
  'jwksUri',
] satisfies (keyof SmartApp)[];

/** Tests in JavaScript have no compiler that holds them to the type. */
function checkForm(app: SmartApp): void {
  const { clientId, redirectUris }: Partial<Record<keyof SmartApp, unknown>> = app;
  if (typeof clientId !== 'string') throw invalid('', 'an app has a clientId');
  const other = Object.keys(app).find((name) => !MEMBERS.includes(name));
  if (other !== undefined) throw invalid(clientId, `an app has ${MEMBERS.join(', ')}, and no ${other}`);
  if (!Array.isArray(redirectUris) || !redirectUris.every((uri) => typeof uri === 'string'))
    throw invalid(clientId, 'redirectUris is a list, of a service an empty one');
}

/** A key set changes while somebody works on its app: an unknown `kid` has it fetched again at once. */
const REMOTE = { cooldownDuration: 0, timeoutDuration: 5_000 };

/** What finds its keys, where it has some. */
function keysOf({ clientId, jwks, jwksUri }: SmartApp): JWTVerifyGetKey | undefined {
  if (jwks !== undefined && jwksUri !== undefined)
    throw invalid(clientId, 'keys are given themselves or by their address');
  if (jwksUri !== undefined) {
    if (!URL.canParse(jwksUri) || !/^https?:$/.test(new URL(jwksUri).protocol))
      throw invalid(jwksUri, 'the address of keys begins with https: or http:');
    return createRemoteJWKSet(new URL(jwksUri), REMOTE);
  }
  return jwks === undefined ? undefined : createLocalJWKSet({ keys: publicKeysIn(jwks, clientId) });
}

/** @param jwks perhaps out of a file: anything */
function publicKeysIn(jwks: unknown, clientId: string): JSONWebKeySet['keys'] {
  const { keys } = (jwks ?? {}) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isPublicKey))
    throw invalid(clientId, 'keys are a JWK Set of public keys, each with its kid');
  return keys as JSONWebKeySet['keys'];
}

/** Private keys and secrets are nobody's business but the client's (RFC 7518, chapters 6.2.2, 6.3.2 and 6.4). */
const isPublicKey = (key: unknown): boolean =>
  typeof key === 'object' &&
  key !== null &&
  'kid' in key &&
  typeof key.kid === 'string' &&
  !('d' in key || 'k' in key);

/** RFC 6749, chapter 3.1.2. */
function isRedirectUri(text: string): boolean {
  if (!URI.test(text) || !URL.canParse(text)) return false;
  return !text.includes('#') && !OWN_DOCUMENTS.has(new URL(text).protocol);
}

/** Whether two texts are the same, told in a time that depends on neither. */
export const isSame = (one: string, other: string): boolean => timingSafeEqual(hashOf(one), hashOf(other));

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const invalid = (actual: string, rule: string): FixableError =>
  new FixableError('InvalidSmartApp', `${JSON.stringify(actual)} cannot be registered: ${rule}`, {
    actual,
    expected: rule,
  });
