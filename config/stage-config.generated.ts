/* Generated from config/schema.json by `inlet generate`. */

/**
 * An action of the HealthLake API.
 */
export type ActionName =
  | 'CreateFHIRDatastore'
  | 'DeleteFHIRDatastore'
  | 'DescribeFHIRDatastore'
  | 'DescribeFHIRExportJob'
  | 'DescribeFHIRImportJob'
  | 'ListFHIRDatastores'
  | 'ListFHIRExportJobs'
  | 'ListFHIRImportJobs'
  | 'ListTagsForResource'
  | 'StartFHIRExportJob'
  | 'StartFHIRImportJob'
  | 'TagResource'
  | 'UntagResource';

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
   * How long a start that the service refuses (AccessDenied, Validation, NotFound: permissions take time to propagate) is tried again before it ends in "Import Start Failed" or "Export Start Failed". Unit: seconds.
   */
  giveUpAfterSeconds: number;
  /**
   * How many import jobs Inlet has open on one data store; the others wait in the ledger, with fair turns between routes. The service runs one and queues 25, those of others included. Unit: jobs.
   */
  maxOpenJobsPerDataStore: number;
  /**
   * How long an import or export job may be open before "Import Job Overdue" or "Export Job Overdue" says so, once; it is followed on. Unit: seconds.
   */
  overdueAfterSeconds: number;
  /**
   * Tags that belong to the stage: every data store that it names has them, and so has one that is created on request. They are set where they are missing; another value is told by "Data Store Tags Drifted"; a request may neither change nor remove them.
   */
  requiredTags: {
    [k: string]: string;
  };
  /**
   * Whether a required tag that was given another value is put back, beside being told.
   */
  repairTags: boolean;
  /**
   * Data stores, by id, whose tag `inlet:route` makes them a route: its value is the key prefix, the other settings are those of the route with the prefix "". A route of the configuration always wins, and two tags of one prefix hold each other back: "Route Tag Refused" tells.
   *
   * @maxItems 20
   */
  tagRoutes: string[];
  /**
   * How often the tags of each data store are read, where there are `requiredTags` or `tagRoutes`. Unit: minutes.
   */
  readTagsEveryMinutes: number;
  /**
   * Whether import jobs of the routes' data stores that Inlet did not start are followed too, with an `importId` of null in their events.
   */
  followOtherJobs: boolean;
  /**
   * Whether events, logs and summaries call S3 keys by keyed hashes instead of by themselves. For inboxes whose keys hold identifiers of people; the ledger and inlet-files.ndjson keep them as they are.
   */
  hideKeys: boolean;
  actions: Actions;
  /**
   * Exports of whole data stores to S3, on a schedule or on request (`inlet export`, "Export Requested").
   *
   * @maxItems 50
   */
  exports: Export[];
  /**
   * Who may call which SMART on FHIR data store with a bearer token. A data store that is not listed here is refused, whatever the token.
   */
  identity: {
    /**
     * One entry for each data store that takes bearer tokens.
     *
     * @maxItems 20
     */
    dataStores: SmartDataStore[];
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
   * The data store to import into: its id, its ARN, or its name. An ARN must be of the Region and account that the stage is deployed to. A name is looked up once and pinned by id, in the ledger. Without it, the stage's own.
   */
  dataStore?: string;
  /**
   * How strictly HealthLake validates. The service's own default, strict, rejects whole data sets over profile claims: so every route says what it wants.
   */
  validationLevel: 'strict' | 'structure-only' | 'minimal';
  /**
   * The role that HealthLake assumes to read the input and write the results; of the stage's own account. Without it, the stack's own.
   */
  dataAccessRoleArn?: string;
  /**
   * The KMS key (its ARN) that the results are encrypted with; of the stage's own Region. Without it, the stack's own.
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
   * While one of the route's jobs runs, its counts are told by "Import Job Progress" at most once in this time, where they have changed; 0 for never. The ledger, and so `inlet status`, has them each minute in any case. Unit: minutes.
   */
  progressEventMinutes: number;
  /**
   * File names that may lie in a dropped folder without being imported, rejected or keeping the folder from being read in place. Compared with the last segment of the key, exactly. One that ends in .ndjson is not imported either, but HealthLake would read it: it has the folder copied.
   *
   * @maxItems 100
   */
  toleratedNames: string[];
  /**
   * Whether names that begin with _ or . are no data, as Hadoop, Spark and macOS have it: what has such a name, or lies below such a folder, is neither imported nor rejected. Segments of the key below the prefix count; markers are excepted. false takes them for what they are.
   */
  hiddenNames: boolean;
}
/**
 * Which HealthLake actions may be asked for by an event on the stage's bus, and by schedules of its own.
 */
export interface Actions {
  /**
   * What is allowed. A request is run where one of these has its action, its data store and its source.
   *
   * @maxItems 50
   */
  allow: AllowedActions[];
  /**
   * S3 folders, as `s3://bucket/` or `s3://bucket/folder/`, below which all that a request has HealthLake read and write must lie.
   *
   * @maxItems 50
   */
  s3Prefixes: string[];
  /**
   * Roles beside the stack's own that a request may have HealthLake assume; of the stage's own account.
   *
   * @maxItems 20
   */
  dataAccessRoleArns: string[];
  /**
   * KMS keys (their ARNs) beside the stack's own that a request may have HealthLake encrypt with; of the stage's own Region.
   *
   * @maxItems 20
   */
  kmsKeyIds: string[];
  /**
   * Actions that the stage asks for by itself, again and again. What they do must be allowed as well, for whatever source.
   *
   * @maxItems 20
   */
  schedules: ScheduledAction[];
}
/**
 * Actions, and where and by whom they may be asked for.
 */
export interface AllowedActions {
  /**
   * The actions of the HealthLake API.
   *
   * @minItems 1
   */
  actions: ActionName[];
  /**
   * The data stores, each by its id, its ARN or its name, or "*" for every one of the account. A name is looked up once and pinned by id, in the ledger; for CreateFHIRDatastore it is a name that may be given. Without it, those of the stage: its own and those of its routes and exports.
   *
   * @minItems 1
   * @maxItems 50
   */
  dataStores?: string[];
  /**
   * The `source` of events that may ask for it; without it, every one. It is what the sender says of itself, and proves nothing: the policy of the bus says who may put events.
   *
   * @minItems 1
   * @maxItems 50
   */
  sources?: string[];
}
/**
 * A rule of the stage that asks for an action. Its requestId is `schedule:<name>:<due time>`.
 */
export interface ScheduledAction {
  /**
   * Names the rule, and the requests in events and logs.
   */
  name: string;
  /**
   * When, as EventBridge has it: `rate(1 day)` or `cron(0 3 * * ? *)`, in UTC.
   */
  schedule: string;
  action: ActionName;
  /**
   * The action's own members, as in an event; judged when the stage is built. No text of it may hold "<".
   */
  input: {
    [k: string]: unknown;
  };
  /**
   * For DeleteFHIRDatastore: the data store's name.
   */
  confirmDatastoreName?: string;
}
/**
 * One export, and where its files go. Each run is one export job of the whole data store, in a folder of its own.
 */
export interface Export {
  /**
   * Names the export in the ledger, in events, in logs and on the command line.
   */
  name: string;
  /**
   * The data store to export: its id, its ARN, or its name. An ARN must be of the Region and account that the stage is deployed to. A name is looked up once and pinned by id, in the ledger. Without it, the stage's own.
   */
  dataStore?: string;
  /**
   * When it is due, as EventBridge has it and in UTC: `rate(12 hours)`, or `cron(0 2 * * ? *)` for two o'clock each night. Without it, only on request.
   */
  schedule?: string;
  /**
   * The bucket that the files go to; not the inbox. Without it, and only so, the stack's results bucket, which forgets them after `resultDays`.
   */
  bucket?: string;
  /**
   * The folder of the bucket under which HealthLake makes one folder per job; no slash at either end. `<name>` in it stands for the export's name. No two exports of one bucket may have the same, or one inside the other's.
   */
  outputPrefix: string;
  /**
   * The role that HealthLake assumes to write the files; of the stage's own account. Without it, the stack's own, which may write below the exports' prefixes.
   */
  dataAccessRoleArn?: string;
  /**
   * The KMS key (its ARN) that the files are encrypted with; of the stage's own Region. Without it, the stack's own.
   */
  kmsKeyId?: string;
  /**
   * How many of the newest completed exports stay; folders of older ones that the ledger knows are removed when a newer one has completed. Without it, nothing is removed. Unit: exports.
   */
  keep?: number;
  /**
   * Whether each file of a completed export is told by an event of its own, "Export File Ready".
   */
  fanOut: boolean;
}
/**
 * One data store, whose tokens it takes, and the roles they lead to.
 */
export interface SmartDataStore {
  /**
   * The id of a data store that was created with this stage's identity provider. Without it, the stage's own.
   */
  dataStore?: string;
  authorization: DataStoreIdentity;
  /**
   * The issuers whose JWTs are trusted. A JWT of any other issuer is refused.
   *
   * @maxItems 20
   */
  issuers: Issuer[];
  introspection?: Introspection;
  /**
   * Which IAM role a token leads to. Of the rules that match the narrowest wins: `claim` counts more than `scope`, `scope` more than `clientId`, `clientId` more than `issuer`, and among equals the first. Where none matches the token is refused. The default: the stack's own role for every token.
   *
   * @minItems 1
   * @maxItems 100
   */
  roles: RoleRule[];
  /**
   * Operations beyond those that Inlet knows: the name of the IAM action without `healthlake:`, and what a scope must grant for it, as letters of `cruds`. Others are refused. The stack's own role may do them; another role must be given the action.
   */
  operations: {
    [k: string]: string;
  };
}
/**
 * How the data store was created. It says which scopes the store can honour.
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
   * The grants of the token endpoint. At least one of the two that HealthLake knows, authorization_code and client_credentials, must be among them.
   *
   * @minItems 1
   */
  grant_types_supported: string[];
  /**
   * SMART capabilities. "permission-v2" is needed for v2 scopes, "permission-v2.2" for filters in them.
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
/**
 * One token issuer: what its tokens must say, and which keys they are verified with. Keys come from `jwks` or `jwksUri`; without either, from the `jwks_uri` of its discovery document (`<issuer>/.well-known/openid-configuration`).
 */
export interface Issuer {
  /**
   * The exact `iss` of its tokens. Where its keys are named by `jwksUri` or `jwks` it is only compared, and may be any text without white space (`http://adfs.example/adfs/services/trust`, `urn:...`, a bare name); else it is an https URL without query, for it is asked for its discovery document. In stage local also http on loopback, and `local` for the issuer of the local cloud.
   */
  issuer: string;
  /**
   * A token must name one of these in `aud`. This, `clients` or both: nothing else says that a token is meant for this data store.
   *
   * @minItems 1
   * @maxItems 20
   */
  audience?: string[];
  /**
   * A token must be one of these clients'. This, `audience` or both.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clients?: string[];
  /**
   * Where the issuer publishes its signing keys, an https URL.
   */
  jwksUri?: string;
  /**
   * The issuer's public signing keys themselves, as a JWK set (RFC 7517): for issuers that publish none, and for the fastest start. Private members are refused.
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
   * The signature algorithms that are accepted; only asymmetric ones exist here.
   *
   * @minItems 1
   */
  algorithms: (
    | 'RS256'
    | 'RS384'
    | 'RS512'
    | 'PS256'
    | 'PS384'
    | 'PS512'
    | 'ES256'
    | 'ES384'
    | 'ES512'
    | 'EdDSA'
    | 'Ed25519'
  )[];
  /**
   * Whether its access tokens have a `nonce` and nothing that says that they are access tokens. A `nonce` is otherwise the mark of an ID token, and refused.
   */
  accessTokensHaveNonce: boolean;
  claims: ClaimNames;
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
 * Where its tokens say what.
 */
export interface ClaimNames {
  /**
   * The scopes: one text with spaces, or a list.
   *
   * @minItems 1
   * @maxItems 10
   */
  scope: string[];
  /**
   * The client that the token was issued to.
   *
   * @minItems 1
   * @maxItems 10
   */
  clientId: string[];
  /**
   * Who is told to HealthLake as `uid`.
   *
   * @minItems 1
   * @maxItems 10
   */
  uid: string[];
  /**
   * The patient in context; `patient/` scopes count for nothing without one.
   *
   * @minItems 1
   * @maxItems 10
   */
  patient: string[];
  /**
   * The FHIR resource of whoever logged in.
   *
   * @minItems 1
   * @maxItems 10
   */
  fhirUser: string[];
}
/**
 * Whom to ask about tokens that are no JWT. Without it, they are refused.
 */
export interface Introspection {
  /**
   * The authorization server, by any text without white space: it is only compared. What it answers as `iss` must be this; what HealthLake is told as `iss` is this.
   */
  issuer: string;
  /**
   * Its introspection endpoint, an https URL.
   */
  endpoint: string;
  /**
   * As whom Inlet asks (HTTP Basic).
   */
  clientId: string;
  /**
   * The ARN of the secret (Secrets Manager) or parameter (SSM) with that client's secret: the plain text, or JSON with a member `client_secret`.
   */
  secret: string;
  /**
   * A token must name one of these in `aud`. This, `clients` or both: nothing else says that a token is meant for this data store.
   *
   * @minItems 1
   * @maxItems 20
   */
  audience?: string[];
  /**
   * A token must be one of these clients'. This, `audience` or both.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clients?: string[];
  claims: ClaimNames1;
  /**
   * How long an answer that a token is active serves, and never past its `exp`. A token that is revoked passes this long at most. Unit: seconds.
   */
  cacheSeconds: number;
  /**
   * Whether the server answers `active` for access tokens only. Else an answer must say by `token_type`, `token_use` or Keycloak's `typ` that the token is one, since servers answer for refresh tokens as well. With it, what SMART App Launch 2.2 calls complete is enough: `active`, `scope`, `client_id`, `exp`.
   */
  accessTokensOnly: boolean;
}
/**
 * Where its tokens say what.
 */
export interface ClaimNames1 {
  /**
   * The scopes: one text with spaces, or a list.
   *
   * @minItems 1
   * @maxItems 10
   */
  scope: string[];
  /**
   * The client that the token was issued to.
   *
   * @minItems 1
   * @maxItems 10
   */
  clientId: string[];
  /**
   * Who is told to HealthLake as `uid`.
   *
   * @minItems 1
   * @maxItems 10
   */
  uid: string[];
  /**
   * The patient in context; `patient/` scopes count for nothing without one.
   *
   * @minItems 1
   * @maxItems 10
   */
  patient: string[];
  /**
   * The FHIR resource of whoever logged in.
   *
   * @minItems 1
   * @maxItems 10
   */
  fhirUser: string[];
}
/**
 * One IAM role, and which tokens lead to it: those that meet all that is said here.
 */
export interface RoleRule {
  /**
   * The IAM role, with its path but without the ARN's head, in whose name HealthLake answers. It must trust healthlake.amazonaws.com. Without it, the stack's own.
   */
  roleName?: string;
  /**
   * The token's issuer, as it is configured above.
   */
  issuer?: string;
  /**
   * The token's client.
   */
  clientId?: string;
  /**
   * A resource scope that the token has and the store honours, in full; or `patient/`, `user/` or `system/`, for any scope that begins so.
   */
  scope?: string;
  /**
   * A claim of the token, with the value that it must have or hold.
   */
  claim?: {
    /**
     * The claim's name, or its path (`realm_access.roles`).
     */
    name: string;
    /**
     * The claim's value, or one of its values.
     */
    value: string;
  };
}
