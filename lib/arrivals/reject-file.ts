import type { EventAddress, RejectionReason } from '../../events/index.ts';
import { importFileRejected } from '../../events/index.ts';
import type { EventSender } from '../publish/index.ts';
import type { Place } from '../routes/index.ts';
import { dropName } from '../routes/index.ts';
import type { CreatedObject } from './object-created.ts';

/** An object that is not imported, and why. */
export interface Rejection {
  object: CreatedObject;
  place: Place | undefined;
  reason: RejectionReason;
}

/**
 * Rejects an object. The "Import File Rejected" event leaves before the row is written: a run that dies in between emits
 * it again, with the same eventId.
 * @param address of the bus; the event's time is the rejection's
 * @throws Error where the bus did not take the event: then no row is written
 */
export async function rejectFile(
  { sendEvents }: { sendEvents: EventSender },
  { object, place, reason }: Rejection,
  { eventBusName, time }: Pick<EventAddress, 'eventBusName' | 'time'>,
  writeRow: () => Promise<unknown>,
): Promise<void> {
  const event = importFileRejected(
    {
      ...object,
      route: place?.route.name ?? null,
      drop: place ? dropName(place.drop) : null,
      reason,
      recordedAt: time.toISOString(),
    },
    { eventBusName, time, resources: [`arn:aws:s3:::${object.bucket}/${object.key}`] },
  );
  if ((await sendEvents([event])).size > 0)
    throw new Error('the bus did not take the "Import File Rejected" event');
  await writeRow();
}
