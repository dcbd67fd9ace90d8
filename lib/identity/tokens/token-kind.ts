import { TokenRefused } from '../refusal.ts';
import { isThere } from './claim-at.ts';

type Members = Readonly<Record<string, unknown>>;

/** RFC 9068 chapter 2.1: says so outright. Compared without `application/`, in lower case. */
const ACCESS_TOKEN_TYPE = 'at+jwt';

/** Issuers from before it, and their ID tokens as well. */
const ANY_JWT = 'jwt';

/** Claims that only ID tokens have (OpenID Connect Core 1.0, chapters 3.1.3.6 and 3.3.2.11; FAPI for `s_hash`). */
const ID_TOKEN_CLAIMS = ['at_hash', 'c_hash', 's_hash'];

/**
 * Claims in which issuers say what kind of token it is: Amazon Cognito and Ory Hydra, Keycloak, PingAM, and RFC 7662's
 * own. The refresh and logout tokens of such issuers are JWTs of the same keys.
 */
const KIND_CLAIMS = ['token_use', 'typ', 'tokenName', 'token_type'];

/** The words for it there, in lower case. Every other word is another kind. */
const ACCESS_TOKEN_WORDS: readonly unknown[] = ['bearer', 'access', 'access_token'];
const ID_TOKEN_WORDS: readonly unknown[] = ['id', 'id_token'];

/**
 * Lets JWTs pass that are access tokens and bear no other kind's marks. A `nonce` is a mark of ID tokens (OpenID Connect Core
 * 1.0, chapter 2) as long as nothing says that this is an access token: Keycloak's have one in older versions, and by a mapper.
 *
 * @param accessTokensHaveNonce whether that issuer's access tokens have one and no other mark
 * @throws TokenRefused
 */
export function checkJwtKind({ typ }: Members, claims: Members, accessTokensHaveNonce: boolean): void {
  const type = typ === undefined ? ANY_JWT : mediaType(typ);
  if (type !== ANY_JWT && type !== ACCESS_TOKEN_TYPE) throw new TokenRefused('type-refused');
  const idTokenClaim = ID_TOKEN_CLAIMS.find((name) => isThere(claims[name]));
  if (idTokenClaim !== undefined) throw new TokenRefused('id-token', idTokenClaim);
  const isMarked = saysAccessToken(claims) || type === ACCESS_TOKEN_TYPE;
  if (isThere(claims.nonce) && !isMarked && !accessTokensHaveNonce)
    throw new TokenRefused('id-token', 'nonce');
  checkUnbound(claims);
}

/**
 * The same for the answer of an introspection. A server answers for refresh tokens too (RFC 7662 chapter 2.1), so it must
 * say that this is an access token, unless it is known to answer for no others.
 *
 * @throws TokenRefused
 */
export function checkIntrospectedKind(claims: Members, accessTokensOnly: boolean): void {
  checkUnbound(claims);
  if (!saysAccessToken(claims) && !accessTokensOnly) throw new TokenRefused('type-refused', 'token_type');
}

/** Whether a claim says that it is one. @throws TokenRefused where one says that it is another */
function saysAccessToken(claims: Members): boolean {
  const said = KIND_CLAIMS.filter((name) => isThere(claims[name]));
  for (const name of said) {
    const kind = lower(claims[name]);
    if (ID_TOKEN_WORDS.includes(kind)) throw new TokenRefused('id-token', name);
    if (!ACCESS_TOKEN_WORDS.includes(kind)) throw new TokenRefused('type-refused', name);
  }
  return said.length > 0;
}

/** RFC 8705 and RFC 9449: the holder of such a token must also prove possession of a key. */
function checkUnbound({ cnf }: Members): void {
  if (isThere(cnf)) throw new TokenRefused('sender-constrained', 'cnf');
}

const mediaType = (typ: unknown): unknown =>
  typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ;

const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
