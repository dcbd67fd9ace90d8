import { join } from 'node:path';
import type { DataStoreIdentity, StageConfig } from '../../../config/index.ts';
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
  datastoreIds: TemplateValue[];
  datastoreArns: TemplateValue[];
  /** The only tags that may be set; a key that no tag can have where none is required. */
  requiredTagKeys: string[];
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
  const { routes, identity, tagRoutes } = config;
  const own = ownAuthorization(config);
  const secrets = distinct(identity.dataStores.map(({ introspection }) => introspection?.secret));
  const references = distinct(routes.map(({ dataStore }) => dataStore)).map(dataStoreReference);
  const otherStores = distinct([
    ...references.map((store) => ('name' in store ? undefined : store.datastoreId)),
    ...tagRoutes,
  ]);
  const hasNames = references.some((store) => 'name' in store);
  const tagKeys = Object.keys(config.requiredTags);
  return {
    requiredTagKeys: tagKeys.length > 0 ? tagKeys : ['aws:none'],
    datastoreIds: hasNames
      ? [{ exists: true }]
      : [{ 'Fn::GetAtt': ['DataStore', 'DatastoreId'] }, ...otherStores],
    datastoreArns: (hasNames ? ['*'] : ['${DataStore.DatastoreId}', ...otherStores]).map((id) => ({
      'Fn::Sub': datastoreArn(id),
    })),
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

/** By hand, from the id: the form that IAM, tags and events use, with `/fhir/` in it. */
const datastoreArn = (id: string): string =>
  `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${id}`;

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
