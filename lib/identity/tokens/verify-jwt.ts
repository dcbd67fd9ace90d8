import { errors, jwtVerify } from 'jose';
import type { Claims } from './access-token.ts';
import { CLOCK_TOLERANCE_SECONDS } from './access-token.ts';
import type { RefusalCode } from '../refusal.ts';
import { TokenRefused } from '../refusal.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { UnverifiedJwt } from './token-form.ts';
import { checkJwtKind } from './token-kind.ts';

/**
 * Verifies that an issuer signed a JWT as an access token: by one of its keys (never one that the token brings along)
 * under an allowed algorithm, with its `iss`, not expired, and nothing in the header that is not understood.
 *
 * @param now epoch milliseconds
 * @throws TokenRefused
 */
export async function verifyJwt(
  { token, header }: UnverifiedJwt,
  { issuer, algorithms }: { issuer: string; algorithms: readonly string[] },
  keys: SigningKeys,
  now: number,
): Promise<Claims> {
  const { payload } = await jwtVerify(token, (wanted) => keys.find(wanted), {
    issuer,
    algorithms: [...algorithms],
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(now),
  }).catch((error: unknown) => {
    throw asRefusal(error);
  });
  checkJwtKind(header, payload);
  return payload;
}

/** jose's stable error codes, and what they mean here. */
const REFUSALS: Readonly<Record<string, RefusalCode>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'algorithm-refused',
  ERR_JOSE_NOT_SUPPORTED: 'header-unsupported',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'key-unknown',
  ERR_JWKS_NO_MATCHING_KEY: 'key-unknown',
  ERR_JWS_INVALID: 'token-malformed',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature-invalid',
  ERR_JWT_INVALID: 'token-malformed',
};

function asRefusal(error: unknown): TokenRefused {
  if (error instanceof TokenRefused) return error;
  if (error instanceof errors.JWTExpired) return new TokenRefused('expired', error.claim);
  if (error instanceof errors.JWTClaimValidationFailed) return new TokenRefused('claim-refused', error.claim);
  // jose's complaint about a key: an RSA modulus below 2048 bits, say (RFC 7518 chapter 3.3).
  if (error instanceof TypeError) return new TokenRefused('key-unfit');
  const code = error instanceof errors.JOSEError ? REFUSALS[error.code] : undefined;
  return new TokenRefused(code ?? 'internal');
}
