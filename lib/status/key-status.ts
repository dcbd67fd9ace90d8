import { adviceOnRejection, adviceOnWithdrawal } from '../../events/index.ts';
import { decideDrop, dropFacts } from '../drops/index.ts';
import { writesOf } from '../arrivals/index.ts';
import { findRoute } from '../routes/index.ts';
import type { Arrival, Import } from '../ledger/index.ts';
import { getDrop, getImport, isEnded } from '../ledger/index.ts';
import type { ArrivalFate, ArrivalStatus, FileCounts, KeyStatus } from './document.ts';
import { fileResults } from './file-results.ts';
import { findObject } from './found-object.ts';
import type { FoundObject } from './inbox-document.ts';
import { looksLike } from './looks-like.ts';
import { missingOf } from './missing-files.ts';
import { nextStepOfHeld, nextStepOfKey } from './next-step.ts';
import type { StatusDeps } from './status-deps.ts';
import { isoTime } from './status-deps.ts';
import type { Surroundings } from './surroundings.ts';
import { becauseOf, readSurroundings } from './surroundings.ts';

/** The most writes of one key in a status. */
const MOST_ARRIVALS = 20;

/** Reads what became of the writes of one key, newest first. Nobody has to know the import. */
export async function readKeyStatus(deps: StatusDeps, bucket: string, key: string): Promise<KeyStatus> {
  const rows: Arrival[] = [];
  for await (const row of writesOf(deps, bucket, key)) {
    rows.push(row);
    if (rows.length > MOST_ARRIVALS) break;
  }
  const around = await readSurroundings(deps);
  const shown = rows.slice(0, MOST_ARRIVALS);
  const arrivals: ArrivalStatus[] = [];
  for (const row of shown) arrivals.push(await arrivalStatus(deps, row, shown, around));
  const [newest] = arrivals;
  const found =
    newest === undefined || newest.fate === 'pending'
      ? await findObject({ ...deps, inboxBucket: bucket }, key)
      : null;
  if (newest?.fate === 'pending' && found?.as === 'nothing')
    newest.because = `it was deleted since, so its drop leaves it out when it closes (${newest.because})`;
  // Where not one of its lines was stored, redrive leads nowhere.
  const look =
    newest?.fate === 'imported-with-errors' && newest.counts?.imported === 0
      ? await looksLike(deps.s3, { bucket, key, versionId: newest.versionId })
      : undefined;
  return {
    kind: 'key',
    schemaVersion: '1',
    stage: deps.stage,
    at: isoTime(deps.now()),
    bucket,
    key,
    arrivals,
    olderLeftOff: rows.length > MOST_ARRIVALS,
    found,
    nextStep:
      (newest && rows[0] && waits(newest, found)
        ? nextStepOfHeld(deps, rows[0].route, around.paused)
        : undefined) ??
      (look === undefined
        ? nextStepOfKey(deps.stage, newest, found, bucket, key)
        : `No line is a resource: ${look}; then drop it again.`),
  };
}

/** Whether a write is still to be imported, and no job reads it yet. */
const waits = ({ fate, jobId }: ArrivalStatus, found: FoundObject | null): boolean =>
  (fate === 'pending' && found?.as !== 'nothing') || (fate === 'importing' && jobId === null);

/** What is said of a write. */
type Fate = Pick<ArrivalStatus, 'fate' | 'because'> & {
  row?: Import | undefined;
  missing?: ArrivalStatus['missing'];
};

async function arrivalStatus(
  deps: StatusDeps,
  arrival: Arrival,
  shown: readonly Arrival[],
  around: Surroundings,
): Promise<ArrivalStatus> {
  const { fate, because, row, missing = null } = await fateOf(deps, arrival, around);
  const same = shown.find(({ sequencer }) => sequencer === arrival.sameAs);
  const counts = row ? await countsOf(deps, row, same ?? arrival) : null;
  return {
    recordedAt: isoTime(arrival.recordedAt),
    versionId: arrival.versionId,
    bytes: arrival.size,
    ...(row && counts === null && row.summary?.complete === false && IMPORTED.has(fate)
      ? { fate: 'import-failed', because: `${because}; its results do not show that the file was read` }
      : // Other files of the import may have lines that failed.
        { fate: fate === 'imported-with-errors' && counts?.failed === 0 ? 'imported' : fate, because }),
    importId: row?.importId ?? arrival.importId ?? null,
    jobId: row?.jobId ?? null,
    rejection: arrival.state === 'rejected' ? codeOf(arrival, adviceOnRejection) : null,
    withdrawal: arrival.state === 'withdrawn' ? codeOf(arrival, adviceOnWithdrawal) : null,
    sameAs: same ? { recordedAt: isoTime(same.recordedAt), versionId: same.versionId } : null,
    counts,
    missing,
  };
}

/** Rows of an earlier version of Inlet have no reason. */
const codeOf = (
  { reason, key }: Arrival,
  adviceOn: (reason: string, key: string) => string | undefined,
): ArrivalStatus['rejection'] => ({
  reason: reason ?? null,
  advice: adviceOn(reason ?? '', key) ?? null,
});

async function fateOf(deps: StatusDeps, arrival: Arrival, around: Surroundings): Promise<Fate> {
  switch (arrival.state) {
    case 'pending':
      return { fate: 'pending', ...(await whyPending(deps, arrival, around)) };
    case 'superseded':
      return { fate: 'superseded', because: 'a newer write of the key came before it was imported' };
    case 'rejected':
      return { fate: 'rejected', because: arrival.reason ?? 'see the "Import File Rejected" event' };
    case 'withdrawn':
      return { fate: 'withdrawn', because: WITHDRAWN[arrival.reason ?? ''] ?? 'it is not there any more' };
    case 'duplicate': {
      const { row, because } = await importFate(deps, arrival, around);
      return { fate: 'duplicate', because: `the same bytes came before; of those: ${because}`, row };
    }
    case 'assigned':
      return importFate(deps, arrival, around);
  }
}

/** By the event's reason. */
const WITHDRAWN: Readonly<Record<string, string>> = {
  deleted: 'it was deleted before it was planned: it is not imported',
  gone: 'it was gone for good before it was planned: it is not imported',
};

async function whyPending(
  deps: StatusDeps,
  arrival: Arrival,
  { paused }: Surroundings,
): Promise<Pick<Fate, 'because' | 'missing'>> {
  const drop = await getDrop(deps.ledger, arrival);
  if (!drop) {
    const found = findRoute(deps, arrival.route);
    return { because: found.route ? 'its drop is being opened' : found.because };
  }
  const decision = await decideDrop(drop, dropFacts(deps, drop, paused));
  const { closes, because } = decision;
  return {
    because: closes ? `the next run plans its drop (${because})` : because,
    missing: missingOf(decision),
  };
}

const IMPORTED: ReadonlySet<ArrivalFate> = new Set<ArrivalFate>(['imported', 'imported-with-errors']);

const FATES: Readonly<Record<string, ArrivalFate>> = {
  COMPLETED: 'imported',
  COMPLETED_WITH_ERRORS: 'imported-with-errors',
};

async function importFate(deps: StatusDeps, { importId = '' }: Arrival, around: Surroundings): Promise<Fate> {
  const row = await getImport(deps.ledger, importId);
  if (!row) return { fate: 'importing', because: `its import ${importId} is not in the ledger` };
  const because = await becauseOf(deps, row, around);
  const fate = isEnded(row) ? (FATES[row.outcome ?? ''] ?? 'import-failed') : 'importing';
  return { fate, because: `in import ${importId}: ${because}`, row };
}

/** What the import made of this version of the file, where its results are summarized. */
async function countsOf(deps: StatusDeps, row: Import, arrival: Arrival): Promise<FileCounts | null> {
  for await (const file of fileResults(deps.s3, row.summary ?? null)) {
    if (file.key !== arrival.key || file.versionId !== arrival.versionId) continue;
    return { lines: file.lines, imported: file.imported, failed: file.failed };
  }
  return null;
}
