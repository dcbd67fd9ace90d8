import type { JsonWebKey, KeyObject } from 'node:crypto';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key of the local issuer. */
export interface SigningKey {
  /** As it is published: the public half, with `kid`. */
  jwk: JsonWebKey & { kid: string };
  /** A compact JWS of these claims, with the header of an access token (RFC 9068) unless another `typ` is said. */
  sign: (claims: Readonly<Record<string, unknown>>, typ?: string) => string;
}

const KEY_FILE = 'issuer-key.json';

/**
 * The local issuer's key: kept in the state folder, for its owner alone, so that tokens outlive a restart. It signs for
 * nothing but stage local: no other stage can be packaged to trust it.
 */
export function openSigningKey(folder: string): SigningKey {
  const file = join(folder, KEY_FILE);
  const privateKey = existsSync(file)
    ? createPrivateKey({ key: JSON.parse(readFileSync(file, 'utf8')) as JsonWebKey, format: 'jwk' })
    : newKey(file);
  const { kty = '', crv = '', x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const kid = thumbprint({ crv, kty, x, y });
  return {
    jwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' },
    sign(claims, typ = 'at+jwt') {
      const signed = [{ alg: 'ES256', kid, typ }, claims].map(encoded).join('.');
      // ES256 is R and S one after the other, not ASN.1 (RFC 7518 chapter 3.4).
      const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
  };
}

function newKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  writeFileSync(file, JSON.stringify(jwk), { mode: 0o600, flag: 'wx' });
  return privateKey;
}

/** RFC 7638: of the required members, in the order of their names. */
const thumbprint = (members: Record<string, string>): string =>
  createHash('sha256').update(JSON.stringify(members)).digest('base64url');

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
