import { dropIncomplete } from '../../events/index.ts';
import type { Drop } from '../ledger/index.ts';
import { markIncompleteTold } from '../ledger/index.ts';
import type { Inbox, MarkedDrop } from './marked-drop.ts';
import type { Route } from '../routes/index.ts';
import { dropName } from '../routes/index.ts';

/** So many of the missing keys are named in the event. */
const MOST_NAMED = 20;

/**
 * Tells once that a drop's manifest still names files that are not there, `maxAgeSeconds` after the manifest came. The
 * drop is not imported in part: it waits on. A run that dies in between tells it again, with the same eventId.
 */
export async function tellIncomplete(
  inbox: Inbox,
  drop: Drop & { marker: string },
  route: Route,
  { missing, announcedFiles }: MarkedDrop,
): Promise<void> {
  const { markedAt = drop.lastRecordedAt, markerSequencer = '', isIncompleteTold } = drop;
  if (isIncompleteTold || inbox.now() < markedAt + route.maxAgeSeconds * 1000) return;
  const event = dropIncomplete(
    {
      bucket: inbox.inboxBucket,
      route: route.name,
      drop: dropName(drop.drop),
      marker: drop.marker,
      markerSequencer,
      announcedFiles: announcedFiles ?? 0,
      missingFiles: missing.length,
      missing: missing.slice(0, MOST_NAMED),
      markedAt: new Date(markedAt).toISOString(),
    },
    {
      ...inbox.addressOf(route.datastoreId),
      resources: [`arn:aws:s3:::${inbox.inboxBucket}/${drop.marker}`],
    },
  );
  if ((await inbox.sendEvents([event])).size === 0) await markIncompleteTold(inbox.ledger, drop);
}
