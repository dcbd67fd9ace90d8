import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { Arrival } from '../ledger/arrivals.ts';
import { newestArrival } from '../ledger/arrivals.ts';
import type { Drop } from '../ledger/drops.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { classify } from './classify.ts';
import { listObjects } from './listing.ts';
import { expectedBy } from './marker.ts';
import type { Route } from './routes.ts';
import { folderOf } from './routes.ts';

/** Rows read at the same time. */
const CONCURRENCY = 16;

/** Where the files lie and where they are recorded. */
export interface Inbox {
  ledger: Ledger;
  s3: S3Client;
  inboxBucket: string;
}

/**
 * How many files a drop's marker announces of which no event has been recorded yet.
 * @param pending the drop's arrivals that are known already; only about the others the ledger is asked
 */
export async function awaitedFiles(
  inbox: Inbox,
  drop: Drop,
  route: Route,
  pending: readonly Arrival[],
): Promise<number> {
  const { ledger, s3, inboxBucket } = inbox;
  if (drop.marker === undefined) return 0;
  const expected = await expectedBy(s3, inboxBucket, drop.marker);
  if ('unreadable' in expected) return 0;
  const announced = expected.files === 'all' ? await filesIn(inbox, drop, route) : expected.files;
  const known = new Set(pending.map(({ key }) => key));
  const unknown = announced.filter((key) => !known.has(key) && isImportFile(key, route));
  const rows = await pMap(unknown, (key) => newestArrival(ledger, inboxBucket, key), {
    concurrency: CONCURRENCY,
  });
  return rows.filter((row) => row === undefined).length;
}

/** What lies in a drop's folder. Loose files have no folder: their marker announces nothing. */
async function filesIn({ s3, inboxBucket }: Inbox, drop: Drop, route: Route): Promise<string[]> {
  const folder = folderOf(route, drop.drop);
  if (folder === undefined) return [];
  return Array.fromAsync(listObjects(s3, inboxBucket, folder), ({ key }) => key);
}

/** What else a marker may announce is not imported, so nothing need wait for it. */
const isImportFile = (key: string, route: Route): boolean =>
  classify(key, 1, route.toleratedNames).kind === 'import-file';
