import type { Added, EventAddress, EventEntry } from './entry.ts';
import { entry } from './entry.ts';
import { eventId } from './event-id.ts';
import type { DataStoreTagsDrifted, RouteTagRefused } from './types.generated.ts';

/** "Data Store Tags Drifted": required tags of a data store have other values. */
export function dataStoreTagsDrifted(
  drift: Omit<DataStoreTagsDrifted, Added>,
  address: EventAddress,
): EventEntry {
  const { datastoreId, sequence } = drift;
  return entry('Data Store Tags Drifted', address, {
    schemaVersion: '1',
    eventId: eventId('Data Store Tags Drifted', datastoreId, sequence),
    sequence,
    datastoreId,
    keys: drift.keys,
    repaired: drift.repaired,
    observedAt: drift.observedAt,
  });
}

/** "Route Tag Refused": a data store's tag makes no route. */
export function routeTagRefused(refusal: Omit<RouteTagRefused, Added>, address: EventAddress): EventEntry {
  const { datastoreId, sequence } = refusal;
  return entry('Route Tag Refused', address, {
    schemaVersion: '1',
    eventId: eventId('Route Tag Refused', datastoreId, sequence),
    sequence,
    datastoreId,
    reason: refusal.reason,
    otherDatastoreIds: refusal.otherDatastoreIds,
    observedAt: refusal.observedAt,
  });
}
