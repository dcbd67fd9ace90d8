import type { ActionDeps, ActionReport } from '../../lib/actions/any-action/action-deps.ts';
import { doWith } from '../../lib/actions/any-action/do-once.ts';
import type { ActionPolicy } from '../../lib/actions/any-action/policy.ts';
import { runAction } from '../../lib/actions/any-action/run-action.ts';
import { pollStores } from '../../lib/data-stores/poll-stores.ts';
import { OPERATIONS } from '../../lib/healthlake/model.ts';
import type { OperationName } from '../../lib/healthlake/model.ts';
import { noKeyMask } from '../../lib/publish/object-key-masking.ts';
import type {
  DataStoreStatusChanged,
  HealthLakeActionCompleted,
  HealthLakeActionFailed,
} from '../../events/types.generated.ts';
import { until } from './cloud.ts';
import type { World } from './world.ts';

export const ALL_ACTIONS = Object.keys(OPERATIONS) as OperationName[];
export const PLACE = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' };

/** What stage local allows: everything on every data store, with the buckets of a test's world. */
export const testPolicy = (changes: Partial<ActionPolicy> = {}): ActionPolicy => ({
  allow: [{ actions: ALL_ACTIONS, dataStores: ['*'] }],
  s3Prefixes: ['s3://inbox/', 's3://results/'],
  dataAccessRoleArns: ['arn:aws:iam::000000000000:role/data-access'],
  kmsKeyIds: ['arn:aws:kms:us-east-1:000000000000:key/k'],
  identityProviders: [],
  requiredTags: {},
  ...changes,
});

export interface Ask {
  requestId?: unknown;
  action?: unknown;
  input?: unknown;
  clientToken?: unknown;
  confirmDatastoreName?: unknown;
  [member: string]: unknown;
}

let events = 0;

/** A message of the actions queue, as EventBridge puts it there. */
export const actionMessage = (
  detail: Ask,
  { source = 'com.example', id = `event-${(events += 1)}` } = {},
): string => JSON.stringify({ id, source, 'detail-type': 'HealthLake Action Requested', detail });

/** Runs requests on the parts of a test's world. */
export function actionsOf(world: World, changes: Partial<ActionDeps> = {}) {
  const { sendEvents } = world.planWriter();
  const deps = (): ActionDeps => ({
    ledger: world.ledger,
    healthLake: world.healthLake,
    doOnce: doWith({
      ledger: world.ledger,
      healthLake: world.healthLake,
      s3: world.s3,
      resultsBucket: 'results',
      maskKey: noKeyMask,
    }),
    sendEvents,
    addressOf: (datastoreId) => ({
      eventBusName: 'bus',
      time: new Date(world.now()),
      resources: datastoreId === null ? [] : [`arn:${datastoreId}`],
    }),
    policy: testPolicy(),
    storeFacts: () =>
      Promise.resolve({ place: PLACE, stageStores: new Set([world.datastoreId]), namedStores: new Map() }),
    usedStores: [{ datastoreId: world.datastoreId }],
    now: world.now,
    ...changes,
  });
  const detailsOf = <Detail>(type: string): Detail[] =>
    world.sent
      .filter(({ DetailType }) => DetailType === type)
      .map(({ Detail }) => JSON.parse(Detail) as Detail);

  const poll = () =>
    pollStores({
      ledger: world.ledger,
      healthLake: world.healthLake,
      sendEvents,
      addressOf: () => ({ eventBusName: 'bus', time: new Date(world.now()), resources: [] }),
      now: world.now,
    });
  const storeEvents = () => detailsOf<DataStoreStatusChanged>('Data Store Status Changed');

  return {
    ask: (detail: Ask, of: Parameters<typeof actionMessage>[1] = {}): Promise<ActionReport> =>
      runAction(deps(), actionMessage(detail, of)),
    run: (body: string): Promise<ActionReport> => runAction(deps(), body),
    pollStores: poll,
    /** Polls until a data store is told of as having come to a status. */
    storeBecomes: (datastoreId: string | undefined, status: string) =>
      until(async () => {
        await poll();
        return storeEvents().some((event) => event.datastoreId === datastoreId && event.status === status);
      }, `the data store is ${status}`),
    completed: () => detailsOf<HealthLakeActionCompleted>('HealthLake Action Completed'),
    failed: () => detailsOf<HealthLakeActionFailed>('HealthLake Action Failed'),
    storeEvents,
  };
}
