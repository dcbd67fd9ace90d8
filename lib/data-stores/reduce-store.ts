import type { FollowedStore, StoreObservation } from '../ledger/index.ts';

/** The statuses of a data store in the order in which it can reach them (API reference, DatastoreStatus). */
const RANKS: Readonly<Record<string, number>> = {
  CREATING: 1,
  ACTIVE: 2,
  CREATE_FAILED: 2,
  DELETING: 3,
  DELETED: 4,
};

const rankOf = (status: string): number | undefined =>
  Object.hasOwn(RANKS, status) ? RANKS[status] : undefined;

/** True where nothing is under way: the data store stays as it is until somebody deletes it. */
export const isSettled = (status: string | null): boolean =>
  status === 'ACTIVE' || status === 'CREATE_FAILED' || status === 'DELETED';

/** A status that is newer than the table, UPDATING for instance, may follow any but the last, and any may follow it. */
function mayFollow(from: string | null, to: string): boolean {
  if (from === to || from === 'DELETED') return false;
  const before = from === null ? undefined : rankOf(from);
  const after = rankOf(to);
  return before === undefined || after === undefined || after > before;
}

/**
 * Moves a data store on by one observation. Statuses never go back, in whatever order observations come in.
 * @param observedAt epoch milliseconds
 */
export function reduceStore(
  store: FollowedStore,
  observation: StoreObservation,
  observedAt: number,
): FollowedStore {
  const { status: previousStatus, requestId } = store;
  if (!mayFollow(previousStatus, observation.status)) return store;
  const sequence = store.sequence + 1;
  const { status, errorCategory, errorMessage } = observation;
  // An answer to a request does not say all.
  const datastoreName = observation.datastoreName ?? store.datastoreName;
  const endpoint = observation.endpoint ?? store.endpoint;
  const transition = {
    sequence,
    previousStatus,
    status,
    datastoreName,
    endpoint,
    errorCategory,
    errorMessage,
    requestId,
    observedAt,
  };
  return { ...store, status, sequence, datastoreName, endpoint, outbox: [...store.outbox, transition] };
}
