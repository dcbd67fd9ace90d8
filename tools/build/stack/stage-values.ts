import { join } from 'node:path';
import type { DataStoreIdentity, StageConfig } from '../../../config/index.ts';
import { loadStageConfig } from '../../../config/index.ts';
import { dataStoreReference } from '../../../lib/healthlake/index.ts';
import { operationsOf } from '../../../lib/identity/index.ts';
import { actionRuleArns, actionSchedules } from './action-schedules.ts';
import type { Statement } from './allowed-actions.ts';
import { actionStatements, followedStoreArns, isAllowed, trustedStoreArns } from './allowed-actions.ts';
import { ownAuthorization } from './own-authorization.ts';
import type { TemplateValue } from './template-value.ts';
import { PROJECT } from '../project.ts';

/** What `serverless.yml` takes from `config/<stage>.json`. */
export interface StageValues {
  /**
   * Every data store that imports go to: the stage's own, then those of the routes; any of the account where one is
   * known by its name only.
   */
  datastoreIds: TemplateValue[];
  datastoreArns: TemplateValue[];
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
  /** Data stores that HealthLake may take the stack's data access role for. */
  trustedStoreArns: TemplateValue[];
  /** What run-action may do with HealthLake. */
  actionStatements: Statement[];
  /** The rules of the actions that the stage asks for by itself, and all that may send to the actions queue. */
  actionSchedules: ReturnType<typeof actionSchedules>;
  actionRuleArns: TemplateValue[];
  /** Data stores whose coming and going is followed: as IAM names them, and as HealthLake's events do. */
  followedStoreArns: TemplateValue[];
  followedStoreIds: TemplateValue[];
}

export const stageValues = (stage: string, root = PROJECT): StageValues =>
  valuesOf(loadStageConfig(stage, join(root, 'config')), stage);

export function valuesOf(config: StageConfig, stage = 'dev'): StageValues {
  const { routes, identity } = config;
  const own = ownAuthorization(config);
  const secrets = distinct(identity.dataStores.map(({ introspection }) => introspection?.secret));
  const references = distinct(routes.map(({ dataStore }) => dataStore)).map(dataStoreReference);
  const otherStores = distinct(references.map((store) => ('name' in store ? undefined : store.datastoreId)));
  const hasNames = references.some((store) => 'name' in store);
  const datastoreIds: TemplateValue[] = hasNames
    ? [{ exists: true }]
    : [{ 'Fn::GetAtt': ['DataStore', 'DatastoreId'] }, ...otherStores];
  const datastoreArns = (hasNames ? ['*'] : ['${DataStore.DatastoreId}', ...otherStores]).map(datastoreArn);
  const stores = { datastoreArns, datastoreArn };
  const ownRole = { 'Fn::GetAtt': ['DataAccessRole', 'Arn'] } satisfies TemplateValue;
  return {
    datastoreIds,
    datastoreArns,
    dataAccessRoleArns: [ownRole, ...distinct(routes.map(({ dataAccessRoleArn }) => dataAccessRoleArn))],
    keyArns: [
      { 'Fn::GetAtt': ['Key', 'Arn'] },
      ...distinct([...routes.map(({ kmsKeyId }) => kmsKeyId), ...config.actions.kmsKeyIds]),
    ],
    actionStatements: [
      ...actionStatements(config, stores),
      ...passRole(config, [ownRole, ...config.actions.dataAccessRoleArns]),
    ],
    trustedStoreArns: trustedStoreArns(config, stores),
    actionSchedules: actionSchedules(stage, config),
    actionRuleArns: actionRuleArns(config),
    followedStoreArns: followedStoreArns(config, stores),
    followedStoreIds: isAllowed(config, 'CreateFHIRDatastore', 'DeleteFHIRDatastore')
      ? [{ exists: true }]
      : datastoreIds,
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
const datastoreArn = (id: string): TemplateValue => ({
  'Fn::Sub': `arn:\${AWS::Partition}:healthlake:\${AWS::Region}:\${AWS::AccountId}:datastore/fhir/${id}`,
});

/** HealthLake gets a role of whoever starts a job: only the roles that a request may name. */
const passRole = (config: StageConfig, roles: TemplateValue[]): Statement[] =>
  isAllowed(config, 'StartFHIRImportJob', 'StartFHIRExportJob')
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
