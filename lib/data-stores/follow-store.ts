import type { FollowedStore, Ledger, StoreObservation } from '../ledger/index.ts';
import { getFollowedStore, putFollowedStore, updateFollowedStore } from '../ledger/index.ts';
import { reduceStore } from './reduce-store.ts';

/** What following needs from outside. */
interface FollowDeps {
  ledger: Ledger;
  /** Epoch milliseconds. */
  now: () => number;
}

const newStore = (datastoreId: string): FollowedStore => ({
  datastoreId,
  status: null,
  sequence: 0,
  datastoreName: null,
  endpoint: null,
  requestId: null,
  outbox: [],
  closed: false,
  version: 1,
});

/** Others write the row too, each a step further: after so many tries somebody else has it. */
const MOST_TRIES = 5;

/**
 * Follows a data store from an observation on: the answer to a request that creates or deletes it. Said twice, it changes
 * nothing: the row has that status, or a later one.
 */
export async function followStore(
  deps: FollowDeps,
  datastoreId: string,
  observation: StoreObservation,
  requestId: string | null,
): Promise<void> {
  await changeRow(deps, datastoreId, (row) => {
    const next = reduceStore({ ...row, requestId }, observation, deps.now());
    return next.sequence === row.sequence ? row : { ...next, closed: false };
  });
}

/** Has the next poll look at a data store: HealthLake has told that something happens to it. */
export const lookAtStore = (deps: FollowDeps, datastoreId: string): Promise<void> =>
  changeRow(deps, datastoreId, (row) => (row.closed ? { ...row, closed: false } : row));

async function changeRow(
  { ledger }: FollowDeps,
  datastoreId: string,
  change: (row: FollowedStore) => FollowedStore,
): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const row = await getFollowedStore(ledger, datastoreId);
    if (!row && (await putFollowedStore(ledger, change(newStore(datastoreId))))) return;
    if (!row) continue;
    const next = change(row);
    if (next === row || (await updateFollowedStore(ledger, row, next))) return;
  }
  throw new Error('the row of a data store was changed by others again and again');
}
