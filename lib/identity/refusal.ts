/**
 * Why a token is refused. For the log only: the caller is never told. Each code is stable; operators and
 * tests rely on it.
 */
export type RefusalCode =
  /** HealthLake's event lacks a member, or one is no string or out of form. */
  | 'event-malformed'
  /** Not a compact JWS with a JSON header and JSON claims. */
  | 'token-malformed'
  | 'token-too-long'
  /** The header's `typ` names another kind of token. */
  | 'type-refused'
  /** The header demands (`crit`) what is not supported. */
  | 'header-unsupported'
  /** `iss` is no configured issuer. */
  | 'issuer-unknown'
  /** `alg` is not on the issuer's list. */
  | 'algorithm-refused'
  /** The issuer has no such key. */
  | 'key-unknown'
  /** The issuer's keys could not be fetched, and none are held that are young enough. */
  | 'keys-unavailable'
  | 'signature-invalid'
  | 'expired'
  /** A claim is missing, of the wrong type, or does not name what it must. */
  | 'claim-refused'
  /** `client_id` or `azp` is not on the issuer's list. */
  | 'client-refused'
  /** An ID token tells an app who logged in; it is no access token. */
  | 'id-token'
  /** The token is bound to a key of its sender (`cnf`), whose proof HealthLake does not pass on. */
  | 'sender-constrained'
  /** No FHIR resource scope is left. */
  | 'scope-missing'
  /** A fault of Inlet's own. */
  | 'internal';

/** Thrown inside `lib/identity` only. Holds the claim's name at most, never a value. */
export class TokenRefused extends Error {
  readonly code: RefusalCode;
  /** Name of the claim at fault. */
  readonly claim: string | null;

  constructor(code: RefusalCode, claim: string | null = null) {
    super(claim === null ? code : `${code}: ${claim}`);
    this.name = 'TokenRefused';
    this.code = code;
    this.claim = claim;
  }
}
