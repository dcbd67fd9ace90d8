import { TokenRefused } from '../refusal.ts';

type Members = Readonly<Record<string, unknown>>;

/** RFC 9068 chapter 2.1, and issuers from before it. Compared without `application/`, in lower case. */
const ACCESS_TOKEN_TYPES = new Set(['jwt', 'at+jwt']);

/** Claims that only ID tokens have (OpenID Connect Core 1.0, chapters 2 and 3). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'];

/** Where issuers say in a claim of their own what kind of token it is, and what an access token is called there. */
const KIND_CLAIMS: readonly { claim: string; accessToken: string; idToken: string }[] = [
  // Amazon Cognito
  { claim: 'token_use', accessToken: 'access', idToken: 'id' },
  // Keycloak; its refresh and logout tokens are JWTs of the same keys.
  { claim: 'typ', accessToken: 'bearer', idToken: 'id' },
];

/** Lets JWTs pass that are access tokens and bear no other kind's marks. @throws TokenRefused */
export function checkJwtKind(header: Members, claims: Members): void {
  const { typ } = header;
  if (typ !== undefined && !(typeof typ === 'string' && ACCESS_TOKEN_TYPES.has(mediaType(typ))))
    throw new TokenRefused('type-refused');
  const idTokenClaim = ID_TOKEN_CLAIMS.find((name) => name in claims);
  if (idTokenClaim !== undefined) throw new TokenRefused('id-token', idTokenClaim);
  for (const { claim, accessToken, idToken } of KIND_CLAIMS) {
    if (!(claim in claims)) continue;
    const kind = lower(claims[claim]);
    if (kind === idToken) throw new TokenRefused('id-token', claim);
    if (kind !== accessToken) throw new TokenRefused('type-refused', claim);
  }
  checkUnbound(claims);
}

/**
 * The same for the answer of an introspection. A server answers for refresh tokens too (RFC 7662 chapter 2.1), so it must
 * say that this is a bearer token: by `token_type`, or in its own claim.
 *
 * @throws TokenRefused
 */
export function checkIntrospectedKind(claims: Members): void {
  checkUnbound(claims);
  const said = [
    { claim: 'token_type', accessToken: 'bearer' },
    ...KIND_CLAIMS.map(({ claim, accessToken }) => ({ claim, accessToken })),
  ].filter(({ claim }) => claim in claims);
  const other = said.find(({ claim, accessToken }) => lower(claims[claim]) !== accessToken);
  if (said.length === 0 || other) throw new TokenRefused('type-refused', other?.claim ?? 'token_type');
}

/** RFC 8705 and RFC 9449: the holder of such a token must also prove possession of a key. */
function checkUnbound(claims: Members): void {
  if ('cnf' in claims) throw new TokenRefused('sender-constrained', 'cnf');
}

const mediaType = (typ: string): string => typ.toLowerCase().replace(/^application\//, '');

const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
