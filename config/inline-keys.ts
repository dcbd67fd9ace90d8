import { createPublicKey } from 'node:crypto';
import type { ConfigProblem } from './config-error.ts';
import type { Issuer, PublicJwk } from './stage-config.generated.ts';

/** RFC 7518 chapter 6: the members of a JWK that only the owner of the private key may have. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** RFC 7518 chapters 3.3 and 3.5. */
const FEWEST_RSA_BITS = 2048;

/** Which keys an algorithm is verified with: RFC 7518 chapter 3.1, RFC 8037, RFC 9864. */
const KEYS_OF: readonly { algorithms: RegExp; kty: string; crv?: string }[] = [
  { algorithms: /^[RP]S/, kty: 'RSA' },
  { algorithms: /^ES256$/, kty: 'EC', crv: 'P-256' },
  { algorithms: /^ES384$/, kty: 'EC', crv: 'P-384' },
  { algorithms: /^ES512$/, kty: 'EC', crv: 'P-521' },
  { algorithms: /^Ed/, kty: 'OKP', crv: 'Ed25519' },
];

/**
 * What is wrong with the keys that a configuration has itself: each must be a public key that can verify (or is marked as none
 * for signatures), and one of them must fit an algorithm of the issuer. Else its tokens would be refused one by one.
 */
export function brokenInlineKeys({ jwks, algorithms }: Issuer, path: string): ConfigProblem[] {
  if (!jwks) return [];
  const problems = jwks.keys.flatMap((key, position) => brokenKey(key, `${path}.jwks.keys[${position}]`));
  if (problems.length > 0 || jwks.keys.some((key) => algorithms.some((alg) => fits(key, alg))))
    return problems;
  return [
    { path: `${path}.jwks`, rule: `must have a key for one of the algorithms ${algorithms.join(', ')}` },
  ];
}

function brokenKey(key: PublicJwk, path: string): ConfigProblem[] {
  const secret = PRIVATE_MEMBERS.filter((member) => member in key);
  if (secret.length > 0)
    return secret.map((member) => ({
      path: `${path}.${member}`,
      rule: 'is part of a private key and must not be here; treat that key as lost',
    }));
  const use = key.use ?? 'sig';
  const operations = key.key_ops ?? ['verify'];
  // Whole sets are pasted here, and hold keys for encryption as well.
  if (use === 'enc') return [];
  if (use !== 'sig')
    return [{ path: `${path}.use`, rule: 'must be "sig" for a key that verifies signatures' }];
  if (!(Array.isArray(operations) && operations.includes('verify')))
    return [{ path: `${path}.key_ops`, rule: 'must be a list with "verify"' }];
  const bits = rsaBits(key);
  if (bits === undefined)
    return [
      {
        path,
        rule: 'is no public key that can be read: RSA needs n and e, EC needs crv, x and y, OKP needs crv and x; a certificate (x5c) alone is not read',
      },
    ];
  return bits < FEWEST_RSA_BITS
    ? [{ path, rule: `is an RSA key of ${bits} bits; RFC 7518 wants ${FEWEST_RSA_BITS} at least` }]
    : [];
}

/** Infinity for keys that are not RSA; undefined for what is no key. */
function rsaBits(key: PublicJwk): number | undefined {
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' });
    return asymmetricKeyDetails?.modulusLength ?? Infinity;
  } catch {
    return undefined;
  }
}

function fits({ kty, crv, use, alg: named }: PublicJwk, alg: string): boolean {
  const isEdwards = crv === 'Ed25519' && (named === 'EdDSA' || named === 'Ed25519');
  return (
    use !== 'enc' &&
    ((named ?? alg) === alg || isEdwards) &&
    KEYS_OF.some((row) => row.algorithms.test(alg) && row.kty === kty && (row.crv ?? crv) === crv)
  );
}
