import { dropIncomplete } from '../../events/index.ts';
import type { Drop } from '../ledger/index.ts';
import { markIncompleteSent } from '../ledger/index.ts';
import type { Route } from '../routes/index.ts';
import { dropName } from '../routes/index.ts';
import type { DropDeps } from './drop-deps.ts';
import type { MarkedContent } from './marked-drop.ts';

/** So many of the missing keys are named in the event. */
const MOST_NAMED = 20;

/**
 * Emits once that a drop's manifest still names files that are not there, `maxAgeSeconds` after the manifest came. The
 * drop is not imported in part: it waits on. A run that dies in between emits it again, with the same eventId.
 */
export async function emitDropIncomplete(
  deps: Pick<DropDeps, 'ledger' | 'sendEvents' | 'addressOf' | 'inboxBucket' | 'now'>,
  drop: Drop,
  route: Route,
  { missing, announcedFiles }: MarkedContent,
): Promise<void> {
  const { marker = '', markedAt = drop.lastRecordedAt, markerSequencer = '', isIncompleteTold } = drop;
  if (isIncompleteTold || deps.now() < markedAt + route.maxAgeSeconds * 1000) return;
  const event = dropIncomplete(
    {
      bucket: deps.inboxBucket,
      route: route.name,
      drop: dropName(drop.drop),
      marker,
      markerSequencer,
      announcedFiles: announcedFiles ?? 0,
      missingFiles: missing.length,
      missing: missing.slice(0, MOST_NAMED),
      markedAt: new Date(markedAt).toISOString(),
    },
    { ...deps.addressOf(route.datastoreId), resources: [`arn:aws:s3:::${deps.inboxBucket}/${marker}`] },
  );
  if ((await deps.sendEvents([event])).size === 0) await markIncompleteSent(deps.ledger, drop);
}
