import { dropIncomplete } from '../../events/index.ts';
import type { Drop } from '../ledger/index.ts';
import { listedSequencer, markIncompleteSent } from '../ledger/index.ts';
import type { Route } from '../routes/index.ts';
import type { ListedVersion } from '../s3/index.ts';
import { dropName } from '../routes/index.ts';
import { isToBeTold } from './decide-drop.ts';
import type { DropDeps } from './drop-deps.ts';
import type { MarkedContent } from './marked-content.ts';

/** So many of the missing keys, and of the types, are named in the event. */
const MOST_NAMED = 20;

/**
 * Emits once that a drop's manifest still names files that are not there, `maxAgeSeconds` after the manifest came. The
 * drop is not imported in part: it waits on. A run that dies in between emits it again, with the same eventId.
 * @returns whether it left now
 */
export async function emitDropIncomplete(
  deps: Pick<DropDeps, 'ledger' | 'sendEvents' | 'addressOf' | 'inboxBucket' | 'now'>,
  drop: Drop,
  route: Route,
  { incomplete, there }: MarkedContent,
): Promise<boolean> {
  if (!incomplete || !isToBeTold(drop, route, deps.now())) return false;
  const { markedAt = drop.lastRecordedAt } = drop;
  const marker = incomplete.key;
  const event = dropIncomplete(
    {
      bucket: deps.inboxBucket,
      route: route.name,
      drop: dropName(drop.drop),
      marker,
      markerSequencer: marker === drop.marker ? (drop.markerSequencer ?? '') : sequencerOf(there.get(marker)),
      announcedFiles: incomplete.announcedFiles,
      presentFiles: incomplete.presentFiles,
      missingFiles: incomplete.missingFiles + (incomplete.lacksPage || incomplete.isUnreadable ? 1 : 0),
      missing: incomplete.missing.slice(0, MOST_NAMED),
      types: incomplete.types
        .toSorted((a, b) => b.announced - b.present - (a.announced - a.present))
        .slice(0, MOST_NAMED),
      markedAt: new Date(markedAt).toISOString(),
    },
    { ...deps.addressOf(route.datastoreId), resources: [`arn:aws:s3:::${deps.inboxBucket}/${marker}`] },
    incomplete,
  );
  if ((await deps.sendEvents([event])).size > 0) return false;
  await markIncompleteSent(deps.ledger, drop);
  return true;
}

/** Of a manifest that a listing found, what stands for S3's sequencer. */
const sequencerOf = (object: ListedVersion | undefined): string => (object ? listedSequencer(object) : '');
