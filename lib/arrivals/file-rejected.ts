import type { EventAddress, EventEntry, RejectionReason } from '../../events/index.ts';
import { importFileRejected } from '../../events/index.ts';
import type { CreatedObject } from './object-created.ts';
import type { Place } from '../routes/index.ts';
import { dropName } from '../routes/index.ts';

/** The "Import File Rejected" event of an object. */
export const fileRejected = (
  created: CreatedObject,
  place: Place | undefined,
  reason: RejectionReason,
  address: Pick<EventAddress, 'eventBusName' | 'time'>,
): EventEntry =>
  importFileRejected(
    {
      ...created,
      route: place?.route.name ?? null,
      drop: place ? dropName(place.drop) : null,
      reason,
      recordedAt: address.time.toISOString(),
    },
    { ...address, resources: [`arn:aws:s3:::${created.bucket}/${created.key}`] },
  );
