import type { Ledger } from '../ledger.ts';
import { getRow, openRowsNow, putRow, replaceRow } from '../ledger.ts';
import { FOLLOWED_STORE_ROW, OPEN_STORES } from '../row-keys.ts';

/** What Describe, or the answer of an action, says of a data store at one moment. */
export interface StoreObservation {
  status: string;
  datastoreName: string | null;
  endpoint: string | null;
  /** Of a creation that failed: ErrorCategory and ErrorMessage. */
  errorCategory: string | null;
  errorMessage: string | null;
}

/** One change of status, with what was known when it was seen: what its event will say. */
export interface StoreTransition extends StoreObservation {
  sequence: number;
  previousStatus: string | null;
  /** Who asked for the change; null where nobody did by an event. */
  requestId: string | null;
  /** Epoch milliseconds. */
  observedAt: number;
}

/** A data store that comes or goes, as Inlet follows it. */
export interface FollowedStore {
  datastoreId: string;
  /** The last status that was seen; null before the first observation. */
  status: string | null;
  sequence: number;
  /** As they were seen last. */
  datastoreName: string | null;
  endpoint: string | null;
  /** The request of the change that is under way. */
  requestId: string | null;
  /** Transitions whose events have not left yet. */
  outbox: StoreTransition[];
  /** Nothing is under way, and every event has left. */
  closed: boolean;
  version: number;
}

const keyOf = (datastoreId: string) => ({ pk: FOLLOWED_STORE_ROW + datastoreId, sk: 'store' });

const itemOf = (store: FollowedStore) => ({
  ...keyOf(store.datastoreId),
  ...store,
  ...(store.closed ? {} : { openPk: OPEN_STORES, openSk: store.datastoreId }),
});

/** Reads one data store, consistently. */
export const getFollowedStore = (ledger: Ledger, datastoreId: string): Promise<FollowedStore | undefined> =>
  getRow(ledger, keyOf(datastoreId));

/** Writes a data store to follow; false where its row is there already. */
export const putFollowedStore = (ledger: Ledger, store: FollowedStore): Promise<boolean> =>
  putRow(ledger, itemOf(store));

/** Replaces a row if its version is still the one that was read; undefined where another run was first. */
export const updateFollowedStore = (
  ledger: Ledger,
  store: FollowedStore,
  changes: Partial<FollowedStore>,
): Promise<FollowedStore | undefined> => replaceRow(ledger, store, { ...store, ...changes }, itemOf);

/** Every data store that comes or goes, or has events unsent; read again consistently, since the index may lag. */
export async function openFollowedStores(ledger: Ledger): Promise<FollowedStore[]> {
  const stores = await openRowsNow<FollowedStore>(ledger, OPEN_STORES);
  return stores.filter(({ closed }) => !closed);
}
