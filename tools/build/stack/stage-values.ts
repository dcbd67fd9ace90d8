import { join } from 'node:path';
import type { DataStoreIdentity, Export, StageConfig } from '../../../config/index.ts';
import { loadStageConfig } from '../../../config/index.ts';
import { dataStoreReference } from '../../../lib/healthlake/index.ts';
import { operationsOf } from '../../../lib/identity/index.ts';
import { actionRuleArns, actionSchedules } from './action-schedules.ts';
import type { Statement } from './allowed-actions.ts';
import { actionStatements, followedStoreArns, isAllowed, STARTS, withAllowed } from './allowed-actions.ts';
import { ownAuthorization } from './own-authorization.ts';
import type { TemplateValue } from './template-value.ts';
import { pairsOf } from '../parameters/pairs.ts';
import { checkParameters } from '../parameters/stage-parameters.ts';
import type { Parameters } from '../parameters/stage-parameters.ts';
import { PROJECT } from '../project.ts';

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
  /** Data stores whose bearers' requests are made in that role; none where no store's rules lead to it. */
  smartStoreArns: TemplateValue[];
  /** Whether a data store of the configuration takes bearer tokens. */
  takesTokens: boolean;
  /** Of the whole stack. */
  stackTags: Record<string, string>;
  /** Ids of the data stores beside the stage's own that ask its identity provider about tokens. */
  otherSmartDataStores: string[];
  /** Secrets and parameters that the identity provider reads. */
  introspectionSecretArns: string[];
  /** Data stores that HealthLake may take the stack's data access role for. */
  trustedStoreArns: TemplateValue[];
  /** Data stores whose import jobs, and whose export jobs, are followed. */
  importJobStoreArns: TemplateValue[];
  exportJobStoreArns: TemplateValue[];
  /** What run-action may do with HealthLake. */
  actionStatements: Statement[];
  /** The rules of the actions that the stage asks for by itself, and all that may send to the actions queue. */
  actionSchedules: ReturnType<typeof actionSchedules>;
  actionRuleArns: TemplateValue[];
  /** Data stores whose coming and going is followed: as IAM names them, and as HealthLake's events do. */
  followedStoreArns: TemplateValue[];
  followedStoreIds: TemplateValue[];
}

export const stageValues = (stage: string, root = PROJECT, parameters = checkParameters({})): StageValues =>
  valuesOf(loadStageConfig(stage, join(root, 'config')), stage, parameters);

export function valuesOf(
  config: StageConfig,
  stage = 'dev',
  { tags }: Pick<Parameters, 'tags'> = { tags: '' },
): StageValues {
  const { routes, exports, identity } = config;
  const byTag = config.tagRoutes.map((dataStore) => ({ dataStore }));
  const tagKeys = Object.keys(config.requiredTags);
  const own = ownAuthorization(config);
  const secrets = distinct(identity.dataStores.map(({ introspection }) => introspection?.secret));
  const imported = storesOf([...routes, ...byTag], OWN_STORE);
  const followed = storesOf([...routes, ...byTag, ...exports], OWN_STORE);
  const exported = storesOf(exports);
  const stores = { datastoreArns: followed.ids.map(datastoreArn), datastoreArn };
  const followedDatastoreIds: TemplateValue[] = followed.hasNames
    ? [{ exists: true }]
    : followed.ids.map((id) => (id === OWN_STORE ? { 'Fn::GetAtt': ['DataStore', 'DatastoreId'] } : id));
  const importedArns = imported.ids.map(datastoreArn);
  const ownRole = { 'Fn::GetAtt': ['DataAccessRole', 'Arn'] } satisfies TemplateValue;
  return {
    requiredTagKeys: tagKeys.length > 0 ? tagKeys : ['aws:none'],
    datastoreArns: importedArns,
    followedDatastoreIds,
    followedDatastoreArns: stores.datastoreArns,
    exportDatastoreArns: exported.ids.map(datastoreArn),
    exportsNameStores: exported.hasNames,
    exports,
    dataAccessRoleArns: [ownRole, ...distinct(routes.map(({ dataAccessRoleArn }) => dataAccessRoleArn))],
    keyArns: [
      { 'Fn::GetAtt': ['Key', 'Arn'] },
      ...distinct([...routes.map(({ kmsKeyId }) => kmsKeyId), ...config.actions.kmsKeyIds]),
    ],
    actionStatements: [
      ...actionStatements(config, stores),
      ...passRole(config, [ownRole, ...config.actions.dataAccessRoleArns]),
    ],
    trustedStoreArns: withAllowed(stores.datastoreArns, config, stores, STARTS),
    importJobStoreArns: withAllowed(importedArns, config, stores, ['StartFHIRImportJob']),
    exportJobStoreArns: withAllowed(stores.datastoreArns, config, stores, ['StartFHIRExportJob']),
    actionSchedules: actionSchedules(stage, config),
    actionRuleArns: actionRuleArns(config),
    followedStoreArns: followedStoreArns(config, stores),
    followedStoreIds: isAllowed(config, 'CreateFHIRDatastore', 'DeleteFHIRDatastore')
      ? [{ exists: true }]
      : followedDatastoreIds,
    identityProviderConfiguration: own ? identityProvider(own) : null,
    smartRoleActions: operationsOf(identity.dataStores.filter(leadsToOwnRole)).map(
      (name) => `healthlake:${name}`,
    ),
    smartStoreArns: smartStoreIds(config).map(datastoreArn),
    takesTokens: identity.dataStores.length > 0,
    stackTags: { application: 'inlet', stage, ...Object.fromEntries(pairsOf(tags)) },
    otherSmartDataStores: distinct(identity.dataStores.map(({ dataStore }) => dataStore)),
    introspectionSecretArns: secrets,
  };
}

const leadsToOwnRole = ({ roles }: StageConfig['identity']['dataStores'][number]): boolean =>
  roles.some(({ roleName }) => roleName === undefined);

/** One that is made on request may have an identity provider of the stage's, and its id is not known before. */
function smartStoreIds(config: StageConfig): string[] {
  const stores = config.identity.dataStores.filter(leadsToOwnRole);
  if (stores.length > 0 && isAllowed(config, 'CreateFHIRDatastore')) return ['*'];
  return distinct(stores.map(({ dataStore = OWN_STORE }) => dataStore));
}

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

/** HealthLake gets a role of whoever starts a job: only the roles that a request may name. */
const passRole = (config: StageConfig, roles: TemplateValue[]): Statement[] =>
  isAllowed(config, ...STARTS)
    ? [
        {
          Effect: 'Allow',
          Action: ['iam:PassRole'],
          Resource: roles,
          Condition: { StringEquals: { 'iam:PassedToService': 'healthlake.amazonaws.com' } },
        },
      ]
    : [];

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
