import type { JWTPayload } from 'jose';
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { RefusalCode } from './refusal.ts';
import { TokenRefused } from './refusal.ts';
import type { IssuerSettings } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Seconds by which the issuer's clock and ours may differ. */
export const CLOCK_TOLERANCE_SECONDS = 10;

/** Longer than any real access token, short enough to be judged at once. */
const MOST_CHARACTERS = 16 * 1024;

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.([\w-]+)$/;

/** RFC 9068 chapter 2.1, and issuers from before it. Compared without `application/`, in lower case. */
const ACCESS_TOKEN_TYPES = new Set(['jwt', 'at+jwt']);

/** Claims that only ID tokens have (OpenID Connect Core 1.0, chapters 2 and 3). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash'];

/** What a verified token says, in the types that the answer needs. Times are epoch seconds. */
export interface AccessToken {
  claims: JWTPayload;
  iat: number;
  nbf: number;
  exp: number;
}

/** The `iss` of a token whose signature nobody has checked: fit to choose an issuer by, and for nothing else. */
export function unverifiedIssuer(token: string): string {
  if (token.length > MOST_CHARACTERS) throw new TokenRefused('token-too-long');
  const [, signature] = COMPACT_JWS.exec(token) ?? [];
  // One token, one spelling: base64url leaves room for others in the last character of the signature.
  if (signature === undefined || Buffer.from(signature, 'base64url').toString('base64url') !== signature)
    throw new TokenRefused('token-malformed');
  try {
    return decodeJwt(token).iss ?? '';
  } catch {
    throw new TokenRefused('token-malformed');
  }
}

/**
 * Verifies an access token of one issuer: signature by a key of the issuer under an allowed algorithm, `iss`, `aud`
 * and `exp` required, `nbf` (or else `iat`) required and past, nothing in the header that is not understood.
 *
 * @param now epoch milliseconds
 * @throws TokenRefused
 */
export async function verifyAccessToken(
  token: string,
  { issuer, audience, algorithms, clients }: IssuerSettings,
  keys: SigningKeys,
  now: number,
): Promise<AccessToken> {
  const { payload: claims } = await jwtVerify(token, (header) => keys.find(header), {
    issuer,
    audience: [...audience],
    algorithms: [...algorithms],
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(now),
  }).catch((error: unknown) => {
    throw asRefusal(error);
  });
  checkKind(token, claims);
  checkClient(claims, clients);
  return { claims, ...checkTimes(claims, now) };
}

function checkKind(token: string, claims: JWTPayload): void {
  const { typ } = decodeProtectedHeader(token);
  if (typ !== undefined && !ACCESS_TOKEN_TYPES.has(typ.toLowerCase().replace(/^application\//, '')))
    throw new TokenRefused('type-refused');
  const idTokenClaim = ID_TOKEN_CLAIMS.find((name) => name in claims);
  if (idTokenClaim !== undefined) throw new TokenRefused('id-token', idTokenClaim);
  // Amazon Cognito says it in a claim of its own.
  if (claims.token_use === 'id') throw new TokenRefused('id-token', 'token_use');
  if ('cnf' in claims) throw new TokenRefused('sender-constrained', 'cnf');
}

function checkClient(claims: JWTPayload, clients: readonly string[] | undefined): void {
  if (clients === undefined) return;
  const claim = 'client_id' in claims ? 'client_id' : 'azp';
  const client = claims[claim];
  if (typeof client !== 'string' || !clients.includes(client))
    throw new TokenRefused('client-refused', claim);
}

/** jose has compared `exp` and `nbf`; left are what it lets pass: no `nbf`, and numbers that are no times. */
function checkTimes(claims: JWTPayload, now: number): Pick<AccessToken, 'iat' | 'nbf' | 'exp'> {
  const { exp, nbf = claims.iat, iat = nbf } = claims;
  const latest = now / 1000 + CLOCK_TOLERANCE_SECONDS;
  return { exp: time('exp', exp), nbf: time('nbf', nbf, latest), iat: time('iat', iat, latest) };
}

function time(claim: string, value: number | undefined, latest = Number.MAX_SAFE_INTEGER): number {
  if (value === undefined || !(value >= 0 && value <= latest)) throw new TokenRefused('claim-refused', claim);
  return Math.floor(value);
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
  const code = error instanceof errors.JOSEError ? REFUSALS[error.code] : undefined;
  return new TokenRefused(code ?? 'internal');
}
