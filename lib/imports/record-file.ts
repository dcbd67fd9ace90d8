import type { S3Client } from '@aws-sdk/client-s3';
import type { Arrival } from '../ledger/arrivals.ts';
import { arrivalsOf, isOvertaken, markDuplicate, putArrival, supersedeArrival } from '../ledger/arrivals.ts';
import { getImport, holdsItsFiles } from '../ledger/imports.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { sameContent } from './same-content.ts';

/** `redelivered`: it was recorded before and still waits. `duplicate`: there is nothing more to do with it. */
export type FileOutcome = 'recorded' | 'redelivered' | 'duplicate' | 'superseded';

/**
 * Records one write of a key and settles the key's rows, so that what its newest write brought is the one pending
 * row, if it is work at all. It does not matter in what order, how often or how many at a time S3's events come:
 *
 * The row is written first, and then the key is looked at. Of two runs that record writes of one key at the same
 * time, at least the later one sees both rows. A message that comes again, after a death too, settles the same way.
 * @param arrival a pending one
 */
export async function recordFile(
  { ledger, s3 }: { ledger: Ledger; s3: S3Client },
  arrival: Arrival,
): Promise<FileOutcome> {
  const isNew = await putArrival(ledger, arrival);
  let newest: Arrival | undefined;
  let before: Arrival | undefined;
  for await (const row of arrivalsOf(ledger, arrival.bucket, arrival.key)) {
    if (row.state === 'rejected') continue;
    newest ??= row;
    if (isOvertaken(arrival, newest))
      return (await supersedeArrival(ledger, arrival)) ? 'superseded' : 'duplicate';
    if (row.sequencer === arrival.sequencer && row.state !== 'pending') return 'duplicate';
    if (row.sequencer < arrival.sequencer) {
      before ??= row;
      if (row.state === 'pending') await supersedeArrival(ledger, row);
      if (row.state === 'assigned') break;
    }
  }
  const importId = before && (await importThatHas(ledger, before, arrival.route));
  if (before && importId !== undefined && (await sameContent(s3, before, arrival))) {
    const sameAs = before.sameAs ?? before.sequencer;
    if (await markDuplicate(ledger, arrival, { importId, sameAs })) return 'duplicate';
  }
  return isNew ? 'recorded' : 'redelivered';
}

/**
 * The import of the same route that has an arrival's bytes, open or ended well: as long as there is one, the same
 * bytes are no new work. After a failure they are.
 */
async function importThatHas(ledger: Ledger, arrival: Arrival, route: string): Promise<string | undefined> {
  if (arrival.importId === undefined || arrival.route !== route) return undefined;
  const row = await getImport(ledger, arrival.importId);
  return row && holdsItsFiles(row) ? row.importId : undefined;
}
