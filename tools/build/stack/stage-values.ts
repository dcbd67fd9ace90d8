import { join } from 'node:path';
import type { DataStoreIdentity, Export, StageConfig } from '../../../config/index.ts';
import { loadStageConfig } from '../../../config/index.ts';
import { dataStoreReference } from '../../../lib/healthlake/index.ts';
import { operationsOf } from '../../../lib/identity/index.ts';
import { ownAuthorization } from './own-authorization.ts';
import { PROJECT } from '../project.ts';

/** A value of a CloudFormation template: text, or a function of it. */
export type TemplateValue =
  string | { exists: boolean } | { 'Fn::GetAtt': [string, string] } | { 'Fn::Sub': string };

/** What `serverless.yml` takes from `config/<stage>.json`. */
export interface StageValues {
  /**
   * Every data store that imports go to: the stage's own, then those of the routes; any of the account where one is
   * known by its name only.
   */
  datastoreArns: TemplateValue[];
  /** The only tags that may be set; a key that no tag can have where none is required. */
  requiredTagKeys: string[];
  /** Those, and every data store that is exported. */
  followedDatastoreIds: TemplateValue[];
  followedDatastoreArns: TemplateValue[];
  /** Every data store that is exported. */
  exportDatastoreArns: TemplateValue[];
  /** Whether one of those is known by its name only. */
  exportsNameStores: boolean;
  exports: readonly Export[];
  /** Every role that an import may be started with. */
  dataAccessRoleArns: TemplateValue[];
  /** Every key that HealthLake needs for input and results. */
  keyArns: TemplateValue[];
  /** As AWS::HealthLake::FHIRDatastore wants it; null where the store takes signed AWS requests only. */
  identityProviderConfiguration: Record<string, unknown> | null;
  /** What the stack's own role for bearers may do: all that the identity provider may grant. */
  smartRoleActions: string[];
  /** Ids of the data stores beside the stage's own that ask its identity provider about tokens. */
  otherSmartDataStores: string[];
  /** Secrets and parameters that the identity provider reads. */
  introspectionSecretArns: string[];
}

export const stageValues = (stage: string, root = PROJECT): StageValues =>
  valuesOf(loadStageConfig(stage, join(root, 'config')));

export function valuesOf(config: StageConfig): StageValues {
  const { routes, exports, identity } = config;
  const byTag = config.tagRoutes.map((dataStore) => ({ dataStore }));
  const tagKeys = Object.keys(config.requiredTags);
  const own = ownAuthorization(config);
  const secrets = distinct(identity.dataStores.map(({ introspection }) => introspection?.secret));
  const imported = storesOf([...routes, ...byTag], OWN_STORE);
  const followed = storesOf([...routes, ...byTag, ...exports], OWN_STORE);
  const exported = storesOf(exports);
  return {
    requiredTagKeys: tagKeys.length > 0 ? tagKeys : ['aws:none'],
    datastoreArns: imported.ids.map(datastoreArn),
    followedDatastoreIds: followed.hasNames
      ? [{ exists: true }]
      : followed.ids.map((id) => (id === OWN_STORE ? { 'Fn::GetAtt': ['DataStore', 'DatastoreId'] } : id)),
    followedDatastoreArns: followed.ids.map(datastoreArn),
    exportDatastoreArns: exported.ids.map(datastoreArn),
    exportsNameStores: exported.hasNames,
    exports,
    dataAccessRoleArns: [
      { 'Fn::GetAtt': ['DataAccessRole', 'Arn'] },
      ...distinct(routes.map(({ dataAccessRoleArn }) => dataAccessRoleArn)),
    ],
    keyArns: [{ 'Fn::GetAtt': ['Key', 'Arn'] }, ...distinct(routes.map(({ kmsKeyId }) => kmsKeyId))],
    identityProviderConfiguration: own ? identityProvider(own) : null,
    smartRoleActions: operationsOf(identity.dataStores.filter(leadsToOwnRole)).map(
      (name) => `healthlake:${name}`,
    ),
    otherSmartDataStores: distinct(identity.dataStores.map(({ dataStore }) => dataStore)),
    introspectionSecretArns: secrets,
  };
}

const leadsToOwnRole = ({ roles }: StageConfig['identity']['dataStores'][number]): boolean =>
  roles.some(({ roleName }) => roleName === undefined);

const OWN_STORE = '${DataStore.DatastoreId}';

/**
 * Ids of the data stores that routes or exports name; "*" alone where one of them is known by its name only.
 *
 * @param always a store that counts in any case
 */
function storesOf(
  named: readonly { dataStore?: string }[],
  ...always: string[]
): { ids: string[]; hasNames: boolean } {
  const references = named.map(({ dataStore }) =>
    dataStore === undefined ? { datastoreId: OWN_STORE } : dataStoreReference(dataStore),
  );
  const hasNames = references.some((store) => 'name' in store);
  const ids = references.flatMap((store) => ('name' in store ? [] : store.datastoreId));
  return { hasNames, ids: hasNames ? ['*'] : distinct([...always, ...ids]) };
}

/** By hand, from the id: the form that IAM, tags and events use, with `/fhir/` in it. */
const datastoreArn = (id: string): TemplateValue => ({
  'Fn::Sub': `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${id}`,
});

/** The alias's ARN is put together by hand: a store keeps it for life, so it must not hang on a version. */
const identityProvider = (identity: DataStoreIdentity): Record<string, unknown> => ({
  AuthorizationStrategy: identity.authorizationStrategy,
  FineGrainedAuthorizationEnabled: identity.fineGrainedAuthorization,
  IdpLambdaArn: { 'Fn::Sub': '${IdentityProviderLambdaFunction.Arn}:live' },
  Metadata: JSON.stringify(identity.metadata),
});

const distinct = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];
