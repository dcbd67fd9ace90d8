/**
 * A JWK set as issuers publish it, in the narrower form that WebCrypto takes: a public key that says `sign` beside `verify`
 * verifies all the same, null is absent, and EdDSA and Ed25519 are one algorithm for a key on that curve (RFC 9864).
 *
 * @param jwks as it was fetched: anything
 */
export function verifyingKeys(jwks: unknown): unknown {
  const { keys } = Object(jwks) as { keys?: unknown };
  const found = Array.isArray(keys) ? keys.filter(isJwk) : [];
  return found.length > 0 ? { keys: found.map(verifyingKey) } : jwks;
}

type Jwk = Readonly<Record<string, unknown>>;

/** What is no JWK among the keys is passed over (RFC 7517, 5). */
const isJwk = (each: unknown): each is Jwk =>
  typeof each === 'object' && each !== null && !Array.isArray(each);

/** Whether the set has the key that is named, and of it a certificate alone: jose finds no key of its kind in that. */
export function isCertificateAlone(jwks: unknown, kid: string | undefined): boolean {
  const { keys } = Object(jwks) as { keys?: unknown };
  return (
    Array.isArray(keys) &&
    keys.some((each) => isJwk(each) && each.kid === kid && each.x5c !== undefined && !each.n && !each.x)
  );
}

function verifyingKey(jwk: Jwk): Jwk {
  const { crv, key_ops: operations } = jwk as { crv?: unknown; key_ops?: unknown };
  const isPlain = (name: string, value: unknown): boolean =>
    value !== null &&
    !(name === 'key_ops' && Array.isArray(operations) && operations.includes('verify')) &&
    !(name === 'alg' && crv === 'Ed25519' && (value === 'EdDSA' || value === 'Ed25519'));
  return Object.fromEntries(Object.entries(jwk).filter(([name, value]) => isPlain(name, value)));
}
