import type { RejectionReason } from '../../events/advice.ts';
import type { EventAddress, EventEntry } from '../../events/build.ts';
import { importFileRejected } from '../../events/build.ts';
import type { CreatedObject } from './object-created.ts';
import type { Place } from '../routes/routes.ts';
import { dropName } from '../routes/routes.ts';

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
