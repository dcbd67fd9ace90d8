/**
 * Why a token is refused. For the log only: the caller never learns it. Each code is stable; operators and
 * tests rely on it.
 */
export type RefusalCode =
  /** HealthLake's event lacks a member, or one is not a string or malformed. */
  | 'event-malformed'
  /** The data store is not in the configuration. */
  | 'data-store-unknown'
  /** Neither a compact JWS with a JSON header and JSON claims, nor (where there is introspection) an opaque token. */
  | 'token-malformed'
  | 'token-too-long'
  /** The token says what kind it is, and it is not a bearer access token. */
  | 'type-refused'
  /** The header demands (`crit`) what is not supported. */
  | 'header-unsupported'
  /** `iss` is not an issuer that is configured for this data store. */
  | 'issuer-unknown'
  /** `alg` is not on the issuer's list. */
  | 'algorithm-refused'
  /** The issuer has no such key. */
  | 'key-unknown'
  /** The issuer's key is not fit for its algorithm: too short, or not for signatures. */
  | 'key-unfit'
  /** The issuer's keys could not be fetched, and none are held that are young enough. */
  | 'keys-unavailable'
  | 'signature-invalid'
  | 'expired'
  /** A claim is missing, of the wrong type, or does not name what it must. */
  | 'claim-refused'
  /** The token's client is not on the list. */
  | 'client-refused'
  /** An ID token tells an app who logged in; it is not an access token. */
  | 'id-token'
  /** The token is bound to a key of its sender (`cnf`), whose proof HealthLake does not pass on. */
  | 'sender-constrained'
  /** The authorization server says that the token is not, or no longer, active. */
  | 'token-inactive'
  /** The authorization server did not answer the introspection in time, or not in the required form. */
  | 'introspection-unavailable'
  /** The authorization server does not let Inlet ask: its client id or secret is wrong. */
  | 'introspection-unauthorized'
  /** The secret for introspection could not be read. */
  | 'secret-unavailable'
  /** No FHIR resource scope is left. */
  | 'scope-missing'
  /** The operation is not in the table, nor in the data store's `operations`. */
  | 'operation-unknown'
  /** No scope that is left grants what the operation needs. */
  | 'scope-insufficient'
  /** No role of the data store's list is for this token. */
  | 'role-missing'
  /** What had to be fetched took so long that HealthLake would not have waited. */
  | 'too-slow'
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
