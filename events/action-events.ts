import type { Added, EventAddress, EventEntry } from './entry.ts';
import { entry } from './entry.ts';
import { eventId } from './event-id.ts';
import type {
  DataStoreStatusChanged,
  HealthLakeActionCompleted,
  HealthLakeActionFailed,
} from './types.generated.ts';

/** "HealthLake Action Completed": what HealthLake answered to an action that was asked for. */
export function healthLakeActionCompleted(
  { requestId, action, result, resultS3Uri }: Omit<HealthLakeActionCompleted, Added>,
  address: EventAddress,
): EventEntry {
  return entry('HealthLake Action Completed', address, {
    schemaVersion: '1',
    eventId: eventId('HealthLake Action Completed', requestId),
    requestId,
    action,
    result,
    resultS3Uri,
  });
}

/** Which failure of a request it is: of which run, and of which request where it is not the one that has the id. */
export interface FailureIdentity {
  /** In the place of a requestId that is not usable: the id of the event that asked. */
  eventId: string;
  run: number;
  /** Tells refusals of other requests under the same requestId apart; empty for the request itself. */
  refusal: string;
}

/** "HealthLake Action Failed": an action that was asked for was not done. */
export function healthLakeActionFailed(
  failure: Omit<HealthLakeActionFailed, Added>,
  identity: FailureIdentity,
  address: EventAddress,
): EventEntry {
  const { requestId } = failure;
  return entry('HealthLake Action Failed', address, {
    schemaVersion: '1',
    eventId: eventId(
      'HealthLake Action Failed',
      requestId ?? identity.eventId,
      identity.run,
      identity.refusal,
    ),
    requestId,
    action: failure.action,
    errorName: failure.errorName,
    message: failure.message,
    retryable: failure.retryable,
  });
}

/** "Data Store Status Changed": one observed change of one data store. */
export function dataStoreStatusChanged(
  change: Omit<DataStoreStatusChanged, Added>,
  address: EventAddress,
): EventEntry {
  const { datastoreId, sequence, cause } = change;
  return entry('Data Store Status Changed', address, {
    schemaVersion: '1',
    eventId: eventId('Data Store Status Changed', datastoreId, sequence),
    sequence,
    datastoreId,
    datastoreName: change.datastoreName,
    requestId: change.requestId,
    previousStatus: change.previousStatus,
    status: change.status,
    endpoint: change.endpoint,
    cause: cause && { category: cause.category, message: cause.message },
    observedAt: change.observedAt,
  });
}
