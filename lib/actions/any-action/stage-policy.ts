import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { StageConfig } from '../../../config/index.ts';
import { dataStoreReference } from '../../healthlake/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { findDataStore, resolveDataStores } from '../../routes/index.ts';
import type { UsedStore } from './decide-action.ts';
import type { ActionPolicy, StoreFacts } from './policy.ts';

/** What the stack has, by ARNs and ids. */
interface StackValues {
  datastoreId: string;
  dataAccessRoleArn: string;
  kmsKeyId: string;
  /** The identity provider's alias, where the stage has one. */
  identityProviderArn: string | undefined;
}

/** What a stage allows, by its configuration and what its stack has. */
export const actionPolicy = (
  { actions, identity, requiredTags }: StageConfig,
  stack: Omit<StackValues, 'datastoreId'>,
): ActionPolicy => ({
  allow: actions.allow,
  s3Prefixes: actions.s3Prefixes,
  dataAccessRoleArns: [stack.dataAccessRoleArn, ...actions.dataAccessRoleArns],
  kmsKeyIds: [stack.kmsKeyId, ...actions.kmsKeyIds],
  identityProviders: identityProvidersOf(identity, stack.identityProviderArn),
  requiredTags,
});

const identityProvidersOf = (
  { dataStores }: StageConfig['identity'],
  IdpLambdaArn: string | undefined,
): ActionPolicy['identityProviders'] =>
  IdpLambdaArn === undefined
    ? []
    : dataStores.map(({ authorization }) => ({
        AuthorizationStrategy: authorization.authorizationStrategy,
        FineGrainedAuthorizationEnabled: authorization.fineGrainedAuthorization,
        IdpLambdaArn,
        Metadata: { ...authorization.metadata },
      }));

/**
 * Every data store that the stage uses, as far as its configuration says: none of them may be deleted on request. One whose tag
 * may make a route is one, whether it has the tag or not: tags are read once in a while only.
 */
export const usedStores = (
  { routes, exports, identity, tagRoutes }: StageConfig,
  { datastoreId }: Pick<StackValues, 'datastoreId'>,
): UsedStore[] => [
  { datastoreId },
  ...tagRoutes.map((id) => ({ datastoreId: id })),
  ...[...routes, ...exports, ...identity.dataStores].flatMap(({ dataStore }) =>
    dataStore === undefined ? [] : [dataStoreReference(dataStore)],
  ),
];

/** Where a function is, by its own ARN. */
export const placeOf = (functionArn: string): StoreFacts['place'] => {
  const [, partition = 'aws', , region = '', accountId = ''] = functionArn.split(':');
  return { partition, region, accountId };
};

/** What is known of the stage's data stores: asked for once in a run, and only where a request needs it. */
export function storeFactsOf(
  { routes, exports, actions }: StageConfig,
  {
    ledger,
    healthLake,
    datastoreId,
    place,
  }: { ledger: Ledger; healthLake: HealthLakeClient; datastoreId: string; place: StoreFacts['place'] },
): () => Promise<StoreFacts> {
  const names = actions.allow.flatMap(({ dataStores = [] }) =>
    dataStores.filter((store) => store !== '*' && 'name' in dataStoreReference(store)),
  );
  const find = async (): Promise<StoreFacts> => {
    // Whoever imports and exports looks their names up. A route and an export may have one name.
    const notPinned = (name: string): Promise<string> =>
      Promise.reject(new Error(`the data store "${name}" is not pinned yet`));
    const ofRoutes = await resolveDataStores(ledger, routes, datastoreId, notPinned);
    const ofExports = await resolveDataStores(ledger, exports, datastoreId, notPinned);
    const named = await resolveDataStores(
      ledger,
      [...new Set(names)].map((name) => ({ name, dataStore: name })),
      datastoreId,
      (name) => findDataStore(healthLake, name),
    );
    return {
      place,
      stageStores: new Set([datastoreId, ...ofRoutes.ids.values(), ...ofExports.ids.values()]),
      namedStores: named.ids,
    };
  };
  let facts: Promise<StoreFacts> | undefined;
  return () => (facts ??= find());
}
