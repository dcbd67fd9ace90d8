import { rejectionAdvice } from '../../events/index.ts';
import { whyOpen } from '../drops/index.ts';
import { writesOf } from '../arrivals/index.ts';
import type { Arrival, Import } from '../ledger/index.ts';
import { getDrop, getImport, isEnded } from '../ledger/index.ts';
import { formatS3Uri } from '../s3/index.ts';
import type { ArrivalFate, ArrivalStatus, FileCounts, KeyStatus } from './document.ts';
import { fileResults } from './file-results.ts';
import { nextStepOfKey } from './next-step.ts';
import type { StatusReader } from './status-reader.ts';
import { isoTime, withoutRoute } from './status-reader.ts';
import type { Surroundings } from './surroundings.ts';
import { becauseOf, readSurroundings } from './surroundings.ts';

/** The most writes of one key that a status tells of. */
const MOST_ARRIVALS = 20;

/** Reads what became of the writes of one key, newest first. Nobody has to know the import. */
export async function readKeyStatus(reader: StatusReader, bucket: string, key: string): Promise<KeyStatus> {
  const rows: Arrival[] = [];
  for await (const row of writesOf(reader, bucket, key)) {
    rows.push(row);
    if (rows.length > MOST_ARRIVALS) break;
  }
  const around = await readSurroundings(reader);
  const shown = rows.slice(0, MOST_ARRIVALS);
  const arrivals = [];
  for (const row of shown) arrivals.push(await arrivalStatus(reader, row, shown, around));
  return {
    kind: 'key',
    schemaVersion: '1',
    stage: reader.stage,
    at: isoTime(reader.now()),
    bucket,
    key,
    arrivals,
    olderLeftOff: rows.length > MOST_ARRIVALS,
    nextStep: nextStepOfKey(arrivals[0], formatS3Uri({ bucket, key })),
  };
}

/** What a fate is told with. */
type Fate = Pick<ArrivalStatus, 'fate' | 'because'> & { row?: Import | undefined };

async function arrivalStatus(
  reader: StatusReader,
  arrival: Arrival,
  shown: readonly Arrival[],
  around: Surroundings,
): Promise<ArrivalStatus> {
  const { fate, because, row } = await fateOf(reader, arrival, around);
  const same = shown.find(({ sequencer }) => sequencer === arrival.sameAs);
  const counts = row ? await countsOf(reader, row, same ?? arrival) : null;
  return {
    recordedAt: isoTime(arrival.recordedAt),
    versionId: arrival.versionId,
    bytes: arrival.size,
    // Other files of the import may have lines that failed.
    fate: fate === 'imported-with-errors' && counts?.failed === 0 ? 'imported' : fate,
    because,
    importId: row?.importId ?? arrival.importId ?? null,
    jobId: row?.jobId ?? null,
    rejection: arrival.state === 'rejected' ? rejectionOf(arrival.reason) : null,
    sameAs: same ? { recordedAt: isoTime(same.recordedAt), versionId: same.versionId } : null,
    counts,
  };
}

/** Rows of an earlier version of Inlet have no reason. */
const rejectionOf = (reason: string | undefined): ArrivalStatus['rejection'] => ({
  reason: reason ?? null,
  advice: new Map(Object.entries(rejectionAdvice)).get(reason ?? '') ?? null,
});

async function fateOf(reader: StatusReader, arrival: Arrival, around: Surroundings): Promise<Fate> {
  switch (arrival.state) {
    case 'pending':
      return { fate: 'pending', because: await whyPending(reader, arrival, around) };
    case 'superseded':
      return { fate: 'superseded', because: 'a newer write of the key came before it was imported' };
    case 'rejected':
      return { fate: 'rejected', because: arrival.reason ?? 'see the "Import File Rejected" event' };
    case 'duplicate': {
      const { row, because } = await importFate(reader, arrival, around);
      return { fate: 'duplicate', because: `the same bytes came before; of those: ${because}`, row };
    }
    case 'assigned':
      return importFate(reader, arrival, around);
  }
}

async function whyPending(reader: StatusReader, arrival: Arrival, { paused }: Surroundings): Promise<string> {
  const drop = await getDrop(reader.ledger, arrival);
  const route = reader.routes.find(({ name }) => name === arrival.route);
  if (!route) return withoutRoute(reader, arrival.route);
  if (!drop) return 'its drop is being opened';
  const { closes, because } = await whyOpen(reader, drop, route, paused.get(route.name));
  return closes ? `the next run plans its drop (${because})` : because;
}

const FATES: Readonly<Record<string, ArrivalFate>> = {
  COMPLETED: 'imported',
  COMPLETED_WITH_ERRORS: 'imported-with-errors',
};

async function importFate(
  reader: StatusReader,
  { importId = '' }: Arrival,
  around: Surroundings,
): Promise<Fate> {
  const row = await getImport(reader.ledger, importId);
  if (!row) return { fate: 'importing', because: `its import ${importId} is not in the ledger` };
  const because = await becauseOf(reader, row, around);
  const fate = isEnded(row) ? (FATES[row.outcome ?? ''] ?? 'import-failed') : 'importing';
  return { fate, because: `in import ${importId}: ${because}`, row };
}

/** What the import made of this version of the file, where its results are summarized. */
async function countsOf(reader: StatusReader, row: Import, arrival: Arrival): Promise<FileCounts | null> {
  for await (const file of fileResults(reader.s3, row.summary ?? null)) {
    if (file.key !== arrival.key || file.versionId !== arrival.versionId) continue;
    return { lines: file.lines, imported: file.imported, failed: file.failed };
  }
  return null;
}
