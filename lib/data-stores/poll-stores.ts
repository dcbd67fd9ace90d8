import type { DatastoreProperties, HealthLakeClient } from '@aws-sdk/client-healthlake';
import { DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { nameOf } from '../../errors/index.ts';
import type { EventAddress, EventEntry } from '../../events/index.ts';
import { dataStoreStatusChanged } from '../../events/index.ts';
import type { FollowedStore, Ledger, StoreObservation, StoreTransition } from '../ledger/index.ts';
import { openFollowedStores, updateFollowedStore } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import { knownCause } from './known-cause.ts';
import { isSettled, reduceStore } from './reduce-store.ts';

/** What polling needs from outside. */
export interface StorePollDeps {
  ledger: Ledger;
  healthLake: HealthLakeClient;
  sendEvents: EventSender;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
  /** Epoch milliseconds. */
  now: () => number;
}

/** What one round did, for its log lines. */
export interface StorePollReport {
  openStores: number;
  transitions: { datastoreId: string; sequence: number; from: string | null; to: string }[];
  eventsWaiting: number;
  /** Data stores that did not answer, or that something else went wrong with, with the error's name. */
  stuck: { datastoreId: string; error: string }[];
}

/**
 * One round over the data stores that come or go: a Describe of each (10 a second is its quota, 20 the account's data
 * stores), its transitions into the outbox, its events out. Where nothing comes or goes, HealthLake is not called.
 */
export async function pollStores(deps: StorePollDeps): Promise<StorePollReport> {
  const stores = await openFollowedStores(deps.ledger);
  const report: StorePollReport = { openStores: stores.length, transitions: [], eventsWaiting: 0, stuck: [] };
  for (const store of stores) {
    try {
      const moved = await moveOn(deps, store, report);
      if (moved) await emit(deps, moved, report);
    } catch (error) {
      report.stuck.push({ datastoreId: store.datastoreId, error: nameOf(error) });
    }
  }
  return report;
}

/** Writes what an observation changed; undefined where another run was first. */
async function moveOn(
  deps: StorePollDeps,
  store: FollowedStore,
  report: StorePollReport,
): Promise<FollowedStore | undefined> {
  const observation = await observe(deps, store);
  const next = observation ? reduceStore(store, observation, deps.now()) : store;
  if (next === store) return store;
  const moved = await updateFollowedStore(deps.ledger, store, next);
  for (const { sequence, previousStatus: from, status: to } of moved?.outbox.slice(store.outbox.length) ?? [])
    report.transitions.push({ datastoreId: store.datastoreId, sequence, from, to });
  return moved;
}

/** A data store that is deleted stays describable for a while (SDK waiters); one that is forgotten meanwhile was deleted. */
async function observe(
  { healthLake }: StorePollDeps,
  { datastoreId, status }: FollowedStore,
): Promise<StoreObservation | undefined> {
  try {
    const { DatastoreProperties } = await healthLake.send(
      new DescribeFHIRDatastoreCommand({ DatastoreId: datastoreId }),
    );
    return DatastoreProperties && observationOf(DatastoreProperties);
  } catch (error) {
    if (nameOf(error) !== 'ResourceNotFoundException') throw error;
    if (status !== 'DELETING') return undefined;
    return {
      status: 'DELETED',
      datastoreName: null,
      endpoint: null,
      errorCategory: null,
      errorMessage: null,
    };
  }
}

/** The members of DatastoreProperties that events are made of (API reference, DatastoreProperties). */
export const observationOf = (properties: DatastoreProperties): StoreObservation => ({
  status: properties.DatastoreStatus ?? 'UNKNOWN',
  datastoreName: properties.DatastoreName ?? null,
  endpoint: properties.DatastoreEndpoint ?? null,
  errorCategory: properties.ErrorCause?.ErrorCategory ?? null,
  errorMessage: properties.ErrorCause?.ErrorMessage ?? null,
});

/** Sends what the outbox holds, then closes a data store that has settled and has nothing left to send. */
async function emit(deps: StorePollDeps, store: FollowedStore, report: StorePollReport): Promise<void> {
  const { datastoreId, outbox, status } = store;
  const address = deps.addressOf(datastoreId);
  const unsent = await deps.sendEvents(outbox.map((transition) => changed(datastoreId, transition, address)));
  const left = outbox.filter((_, index) => unsent.has(index));
  report.eventsWaiting += left.length;
  const closed = isSettled(status) && left.length === 0;
  if (closed || left.length < outbox.length)
    await updateFollowedStore(deps.ledger, store, { outbox: left, closed });
}

const changed = (
  datastoreId: string,
  { observedAt, errorCategory, errorMessage, ...transition }: StoreTransition,
  address: EventAddress,
): EventEntry =>
  dataStoreStatusChanged(
    {
      ...transition,
      datastoreId,
      cause:
        transition.status === 'CREATE_FAILED'
          ? { category: errorCategory, message: knownCause(errorMessage) }
          : null,
      observedAt: new Date(observedAt).toISOString(),
    },
    address,
  );
