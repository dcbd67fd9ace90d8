import type { CryptoKey, JWSHeaderParameters } from 'jose';
import { compactVerify, errors } from 'jose';
import type { Claims } from './access-token.ts';
import type { RefusalCode } from '../refusal.ts';
import { TokenRefused } from '../refusal.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { UnverifiedJwt } from './token-form.ts';

/**
 * Verifies that an issuer signed a JWT: by one of its keys (never one that the token brings along) under an allowed
 * algorithm, with nothing in the header that is not understood. What the claims say is for others to judge.
 *
 * @throws TokenRefused
 */
export async function verifyJwt(
  { token, header, claims }: UnverifiedJwt,
  algorithms: readonly string[],
  keys: SigningKeys,
): Promise<Claims> {
  // RFC 7797 chapter 7: a JWT's payload is always encoded.
  if (header.b64 === false) throw new TokenRefused('token-malformed');
  let candidates: readonly CryptoKey[] = [];
  let tried = 0;
  // jose asks for a key when algorithm and header are in order.
  const next = async (wanted: JWSHeaderParameters): Promise<CryptoKey> => {
    if (tried === 0) candidates = await keys.find(wanted);
    const key = candidates[tried];
    if (!key) throw new TokenRefused('key-unknown');
    return key;
  };
  for (;;)
    try {
      await compactVerify(token, next, { algorithms: [...algorithms] });
      return claims;
    } catch (error) {
      tried += 1;
      if (tried >= candidates.length) throw asRefusal(error);
    }
}

/** jose's stable error codes, and what they mean here. */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm-refused',
  ERR_JOSE_NOT_SUPPORTED: 'header-unsupported',
  // The issuer publishes a private key, or a secret.
  ERR_JWKS_INVALID: 'key-unfit',
  ERR_JWKS_NO_MATCHING_KEY: 'key-unknown',
  ERR_JWS_INVALID: 'token-malformed',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature-invalid',
};

function asRefusal(error: unknown): TokenRefused {
  if (error instanceof TokenRefused) return error;
  // jose's complaint about a key (an RSA modulus below 2048 bits, say: RFC 7518 chapter 3.3), or WebCrypto's.
  if (error instanceof TypeError || error instanceof DOMException) return new TokenRefused('key-unfit');
  const code = error instanceof errors.JOSEError ? REFUSALS[error.code] : undefined;
  return new TokenRefused(code ?? 'internal');
}
