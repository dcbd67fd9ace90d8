/* Generated from config/schema.json by `inlet generate`. */

/**
 * What a stage of Inlet is told about drops, data stores and token issuers: `config/<stage>.json`. Checked and bundled into the functions at build; names and ARNs of the stack itself are not here but in the functions' environment.
 */
export interface StageConfig {
  /**
   * Where drops go. The route with the longest prefix that begins an object's key takes it; equal prefixes are an error, and one route must take every key (prefix "").
   *
   * @minItems 1
   * @maxItems 100
   */
  routes: Route[];
  /**
   * How long a start that the service refuses (AccessDenied, Validation, NotFound: permissions take time to propagate) is tried again before it ends in "Import Start Failed". Unit: seconds.
   */
  giveUpAfterSeconds: number;
  /**
   * How many import jobs Inlet has open on one data store; the others wait in the ledger, with fair turns between routes. The service runs one and queues 25, those of others included. Unit: jobs.
   */
  maxOpenJobsPerDataStore: number;
  /**
   * How long an import job may be open before "Import Job Overdue" says so, once; it is followed on. Unit: seconds.
   */
  overdueAfterSeconds: number;
  /**
   * Whether import jobs of the routes' data stores that Inlet did not start are followed too, with an `importId` of null in their events.
   */
  followOtherJobs: boolean;
  /**
   * Whether events, logs and summaries call S3 keys by keyed hashes instead of by themselves. For inboxes whose keys hold identifiers of people; the ledger and inlet-files.ndjson keep them as they are.
   */
  hideKeys: boolean;
  /**
   * Who may call a SMART on FHIR data store with a bearer token. Without issuers the identity provider refuses every token.
   */
  identity: {
    /**
     * The token issuers that are trusted. A token of any other issuer is refused.
     *
     * @maxItems 20
     */
    issuers: Issuer[];
    dataStore?: DataStoreIdentity;
  };
}
/**
 * One key prefix of the inbox, and how what is dropped there is imported.
 */
export interface Route {
  /**
   * Names the route in the ledger, in events and in logs. Renaming a route while files are pending leaves them to the old name.
   */
  name: string;
  /**
   * The key prefix that the route takes: "" (every key) or a folder such as "lab/". The first path segment below it is the drop.
   */
  prefix: string;
  /**
   * The data store to import into: its id, its ARN, or its name. A name is looked up once and pinned by id, in the ledger. Without it, the stage's own.
   */
  dataStore?: string;
  /**
   * How strictly HealthLake validates. The service's own default, strict, rejects whole data sets over profile claims: so every route says what it wants.
   */
  validationLevel: 'strict' | 'structure-only' | 'minimal';
  /**
   * The role that HealthLake assumes to read the input and write the results. Without it, the stack's own.
   */
  dataAccessRoleArn?: string;
  /**
   * The KMS key (its ARN) that the results are encrypted with. Without it, the stack's own.
   */
  kmsKeyId?: string;
  /**
   * The folder of the results bucket under which HealthLake makes one folder per job; no slash at either end.
   */
  outputPrefix: string;
  /**
   * A drop closes when nothing arrived in it for this long. Unit: seconds.
   */
  quietSeconds: number;
  /**
   * A drop closes this long after its first file, quiet or not. Unit: seconds.
   */
  maxAgeSeconds: number;
  /**
   * A drop closes at this many files; a larger one becomes several jobs. The service takes at most 1,000,000 files in a job. Unit: files.
   */
  maxFiles: number;
  /**
   * A drop closes at this size; a larger one becomes several jobs. The service takes at most 5,000 GB in a job and 50 GB in a file. Unit: bytes.
   */
  maxBytes: number;
  /**
   * File names that may lie in a dropped folder without being imported, rejected or keeping the folder from being read in place. Compared with the last segment of the key, exactly.
   *
   * @maxItems 100
   */
  toleratedNames: string[];
}
/**
 * One token issuer: what its tokens must say, which keys they are verified with, and the role they lead to.
 */
export interface Issuer {
  /**
   * The exact `iss` of its tokens, an https URL.
   */
  issuer: string;
  /**
   * A token must name one of these in `aud`.
   *
   * @minItems 1
   * @maxItems 20
   */
  audience: string[];
  /**
   * Where the issuer publishes its signing keys, an https URL. Either this or `jwks`.
   */
  jwksUri?: string;
  /**
   * The issuer's public signing keys themselves, as a JWK set (RFC 7517): for issuers that publish none, and for the fastest start. Private members are refused. Either this or `jwksUri`.
   */
  jwks?: {
    /**
     * Public keys, RSA or EC or OKP.
     *
     * @minItems 1
     * @maxItems 50
     */
    keys: PublicJwk[];
  };
  /**
   * If given, a token's `client_id` or `azp` must be one of these.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clients?: string[];
  /**
   * The signature algorithms that are accepted; only asymmetric ones exist here.
   *
   * @minItems 1
   */
  algorithms: (
    'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA'
  )[];
  /**
   * The IAM role, with its path but without the ARN's head, in whose name HealthLake answers this issuer's tokens. It must trust healthlake.amazonaws.com. Without it, the stack's own.
   */
  roleName?: string;
}
/**
 * One public JWK. `kid` is how a token names it.
 */
export interface PublicJwk {
  /**
   * The key type.
   */
  kty: 'RSA' | 'EC' | 'OKP';
  /**
   * The key's id.
   */
  kid?: string;
  [k: string]: unknown;
}
/**
 * How the stage's own data store authorizes requests. Fixed when the store is created; without it, the store takes signed AWS requests only.
 */
export interface DataStoreIdentity {
  /**
   * SMART_ON_FHIR understands scopes of SMART v1 and v2, SMART_ON_FHIR_V1 of v1 only.
   */
  authorizationStrategy: 'SMART_ON_FHIR' | 'SMART_ON_FHIR_V1';
  /**
   * Whether HealthLake narrows a user's tokens down to the patients that `fhirUser` may see.
   */
  fineGrainedAuthorization: boolean;
  metadata: SmartMetadata;
}
/**
 * What the store publishes under .well-known/smart-configuration; further members are passed on as they are.
 */
export interface SmartMetadata {
  /**
   * The issuer's https URL.
   */
  issuer?: string;
  /**
   * Where the issuer publishes its keys.
   */
  jwks_uri?: string;
  /**
   * Where an app sends its user to log in.
   */
  authorization_endpoint: string;
  /**
   * Where an app gets its tokens.
   */
  token_endpoint: string;
  /**
   * At least one of the two grants that HealthLake knows.
   *
   * @minItems 1
   */
  grant_types_supported: ('authorization_code' | 'client_credentials')[];
  /**
   * SMART capabilities; "permission-v2" is needed for v2 scopes.
   *
   * @minItems 1
   */
  capabilities: string[];
  /**
   * Must have S256 and must not have plain.
   *
   * @minItems 1
   */
  code_challenge_methods_supported: 'S256'[];
  [k: string]: unknown;
}
