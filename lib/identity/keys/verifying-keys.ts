/**
 * A JWK set as issuers publish it, in the narrower form that WebCrypto takes: a public key that says `sign` beside `verify`
 * verifies all the same, null is absent, and EdDSA and Ed25519 are one algorithm for a key on that curve (RFC 9864).
 *
 * @param jwks as it was fetched: anything
 */
export function verifyingKeys(jwks: unknown): unknown {
  const { keys } = Object(jwks) as { keys?: unknown };
  return Array.isArray(keys) ? { keys: keys.map(verifyingKey) } : jwks;
}

function verifyingKey(jwk: unknown): unknown {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) return jwk;
  const { crv, key_ops: operations } = jwk as { crv?: unknown; key_ops?: unknown };
  const isPlain = (name: string, value: unknown): boolean =>
    value !== null &&
    !(name === 'key_ops' && Array.isArray(operations) && operations.includes('verify')) &&
    !(name === 'alg' && crv === 'Ed25519' && (value === 'EdDSA' || value === 'Ed25519'));
  return Object.fromEntries(Object.entries(jwk).filter(([name, value]) => isPlain(name, value)));
}
