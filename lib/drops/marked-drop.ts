import pMap from 'p-map';
import type { EventAddress } from '../../events/index.ts';
import type { Arrival, Drop } from '../ledger/index.ts';
import { listedSequencer, pendingArrivals, rejectArrival } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import type { Announced, NotToImport, Records } from '../arrivals/index.ts';
import { classify, fileRejected, readMarker, recordListed } from '../arrivals/index.ts';
import type { ListedVersion } from '../s3/index.ts';
import { listCurrentVersions } from '../s3/index.ts';
import type { Route } from '../routes/index.ts';
import { folderOf } from '../routes/index.ts';

/** Where a drop's files lie, where they are recorded, and where it is told what will not be imported. */
export interface Inbox extends Records {
  inboxBucket: string;
  sendEvents: EventSender;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
  /** Epoch milliseconds. */
  now: () => number;
}

/** What a drop with a marker consists of. */
export interface MarkedDrop {
  /** Keys that the marker names and that are not there. */
  missing: string[];
  /** How many files to import the marker names; null where it takes what lies there. */
  announcedFiles: number | null;
  /** Its pending arrivals, when nothing is missing. */
  pending: Arrival[];
}

/** Keys looked at at the same time. */
const CONCURRENCY = 16;

/**
 * Looks whether all is there that a drop's marker announces, by a listing: S3's events may be late, and may be lost. What lies
 * there unrecorded becomes an arrival; its event is a duplicate then. What a bulk export's manifest names as
 * errors or as deleted is rejected.
 */
export async function lookAtMarkedDrop(
  inbox: Inbox,
  drop: Drop & { marker: string },
  route: Route,
): Promise<MarkedDrop> {
  const pending = await Array.fromAsync(pendingArrivals(inbox.ledger, drop.route, drop.drop));
  const content = await contentOf(inbox, drop, route);
  // Its rejection was told when it was recorded; the drop closes without it.
  if (!content) return { missing: [], announcedFiles: null, pending };
  const { announced, there, missing, announcedFiles } = content;
  if (missing.length > 0) return { missing, announcedFiles, pending: [] };

  const notToImport = new Map(
    (announced.files === 'all' ? [] : announced.notToImport).map((entry) => [entry.key, entry]),
  );
  const known = new Map(pending.map((arrival) => [arrival.key, arrival]));
  for (const entry of notToImport.values()) {
    const arrival = known.get(entry.key);
    if (arrival) await rejectPending(inbox, arrival, route, entry);
  }
  const unknown = [...there.values()].filter(
    ({ key, size }) => isImportFile(key, size, route) && !known.has(key) && !notToImport.has(key),
  );
  const found = await pMap(unknown, (object) => recordListed(inbox, arrivalOf(inbox, object, drop)), {
    concurrency: CONCURRENCY,
  });
  return {
    missing,
    announcedFiles,
    pending: [...pending.filter(({ key }) => !notToImport.has(key)), ...found.flatMap((one) => one ?? [])],
  };
}

/** What a drop's marker announces, beside what lies there. */
interface MarkedContent extends Pick<MarkedDrop, 'missing' | 'announcedFiles'> {
  announced: Exclude<Announced, { unreadable: true }>;
  /** By key. */
  there: Map<string, ListedVersion>;
}

/** Compares what a drop's marker announces with what lies there; undefined where the marker cannot be read. */
export async function contentOf(
  inbox: Pick<Inbox, 's3' | 'inboxBucket'>,
  drop: Drop & { marker: string },
  route: Route,
): Promise<MarkedContent | undefined> {
  const announced = await readMarker(inbox.s3, inbox.inboxBucket, drop.marker);
  if ('unreadable' in announced) return undefined;
  const there = await listed(inbox, drop, route);
  const named =
    announced.files === 'all' ? undefined : announced.files.filter((key) => isImportFile(key, 1, route));
  return {
    announced,
    there,
    missing: named?.filter((key) => !there.has(key)) ?? [],
    announcedFiles: named?.length ?? null,
  };
}

const isImportFile = (key: string, size: number, route: Route): boolean =>
  classify(key, size, route.toleratedNames).kind === 'import-file';

/** What lies in a drop, by key. Loose files have no folder of their own: they lie beside those of other drops. */
async function listed(
  { s3, inboxBucket }: Pick<Inbox, 's3' | 'inboxBucket'>,
  drop: Drop,
  route: Route,
): Promise<Map<string, ListedVersion>> {
  const folder = folderOf(route, drop.drop);
  const objects =
    folder === undefined
      ? listCurrentVersions(s3, inboxBucket, route.prefix, '/')
      : listCurrentVersions(s3, inboxBucket, folder);
  const byKey = new Map<string, ListedVersion>();
  for await (const object of objects) byKey.set(object.key, object);
  return byKey;
}

const arrivalOf = ({ inboxBucket, now }: Inbox, object: ListedVersion, { route, drop }: Drop): Arrival => ({
  ...object,
  sequencer: listedSequencer(object),
  isListed: true,
  bucket: inboxBucket,
  route,
  drop,
  recordedAt: now(),
  state: 'pending',
});

/** The event leaves before the row is written: a run that dies in between tells it again, with the same eventId. */
async function rejectPending(
  inbox: Inbox,
  arrival: Arrival,
  route: Route,
  { reason }: NotToImport,
): Promise<void> {
  const { eventBusName, time } = inbox.addressOf(route.datastoreId);
  const event = fileRejected(arrival, { route, drop: arrival.drop }, reason, { eventBusName, time });
  if ((await inbox.sendEvents([event])).size > 0)
    throw new Error('the bus did not take the "Import File Rejected" event');
  await rejectArrival(inbox.ledger, arrival, reason);
}
