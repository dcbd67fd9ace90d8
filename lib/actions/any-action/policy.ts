import type { DatastoreArn, OperationName } from '../../healthlake/index.ts';

/** What one entry of `actions.allow` allows. */
export interface Allowance {
  actions: readonly OperationName[];
  /** Data stores by id, ARN or name, or "*"; those of the stage where there is none. */
  dataStores?: readonly string[];
  /** Every source where there is none. */
  sources?: readonly string[];
}

/** What a stage allows whoever puts events on its bus: `actions` of config/<stage>.json, and what the stack has. */
export interface ActionPolicy {
  allow: readonly Allowance[];
  s3Prefixes: readonly string[];
  /** The stack's own role and key first: they are filled in. */
  dataAccessRoleArns: readonly [string, ...string[]];
  kmsKeyIds: readonly [string, ...string[]];
  /** Those that the configuration has, each as CreateFHIRDatastore takes it, Metadata as the object that it is. */
  identityProviders: readonly IdentityProvider[];
  requiredTags: Readonly<Record<string, string>>;
}

export interface IdentityProvider {
  AuthorizationStrategy: string;
  FineGrainedAuthorizationEnabled: boolean;
  IdpLambdaArn: string;
  Metadata: Readonly<Record<string, unknown>>;
}

/** What is known of the stage's data stores when a request is judged. */
export interface StoreFacts {
  /** Where the stage is; the data stores of others cannot be meant. */
  place: Omit<DatastoreArn, 'datastoreId'>;
  /** Ids of the stage's own data store and of those of its routes. */
  stageStores: ReadonlySet<string>;
  /** Ids by the names that `actions.allow` has, as far as they are known. */
  namedStores: ReadonlyMap<string, string>;
}
