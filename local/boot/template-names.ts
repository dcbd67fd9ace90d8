import type { Stack } from '../cloudformation/index.ts';
import type { LocalCloud } from './cloud-api.ts';

/** What people and the state look for in the template, by the logical ids that infrastructure/ gives it. */
const LOGICAL_IDS = {
  inbox: 'InboxBucket',
  results: 'ResultsBucket',
  bus: 'Bus',
  arrivals: 'ArrivalsQueue',
  ledger: 'LedgerTable',
} as const;

/** Names of what the template made, for those who drop and read files. */
export const namesOf = ({ buckets, buses }: Stack): LocalCloud['names'] => ({
  inboxBucket: named(buckets, 'inbox')?.name ?? '',
  resultsBucket: named(buckets, 'results')?.name ?? '',
  busName: named(buses, 'bus')?.name ?? 'default',
});

/** The queue of S3's events that no function has read yet. */
export const arrivalsQueueArn = ({ queues }: Stack): string | undefined => named(queues, 'arrivals')?.arn;

export const ledgerTable = ({ tables }: Stack): string | undefined => named(tables, 'ledger')?.name;

const named = <Resource extends { logicalId: string }>(
  resources: readonly Resource[],
  what: keyof typeof LOGICAL_IDS,
): Resource | undefined => resources.find(({ logicalId }) => logicalId === LOGICAL_IDS[what]);

/** What the template made, for those who brought it. */
export const declaredBy = (stack: Stack): Pick<LocalCloud, 'resources' | 'outputs' | 'withoutEffect'> => ({
  resources: Object.fromEntries(stack.resources.map(({ logicalId, physicalId }) => [logicalId, physicalId])),
  outputs: Object.fromEntries(stack.described.map(({ key, value }) => [key, value])),
  withoutEffect: stack.withoutEffect.map(
    ({ logicalId, type, property, why }) =>
      `${logicalId} (${type}${property === undefined ? '' : `, ${property}`}): ${why}`,
  ),
});
