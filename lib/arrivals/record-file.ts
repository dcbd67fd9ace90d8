import type { Arrival, BatchPlace, Ledger } from '../ledger/index.ts';
import {
  UNIMPORTED,
  arrivalsOf,
  getImport,
  holdsItsFiles,
  isOvertaken,
  markDuplicate,
  putArrival,
  restoreArrival,
  supersedeArrival,
  waitAlone,
} from '../ledger/index.ts';
import { sameContent } from './same-content.ts';
import type { KeyDeps } from './writes-of-key.ts';
import { isCurrent, isSameWrite, writesOf } from './writes-of-key.ts';

/** `redelivered`: it was recorded before and still waits. `duplicate`: there is nothing more to do with it. */
export type FileOutcome = 'recorded' | 'redelivered' | 'duplicate' | 'superseded';

/**
 * Records one write of a key and settles the key's rows, so that what its newest write brought is the one pending
 * row, if it is work at all. It does not matter in what order, how often or how many at a time S3's events come:
 *
 * The row is written first, and then the key's rows are read. Of two runs that record writes of one key at the same
 * time, at least the later one sees both rows. A message that comes again, after a crash too, settles the same way.
 * A key of which nothing is recorded, as nearly all are, takes one call: there is nothing to settle.
 * @param created a pending one
 * @param batch its place among those that are recorded together with it; a key's first write takes it
 */
export async function recordFile(
  deps: KeyDeps,
  created: Arrival,
  batch?: BatchPlace,
): Promise<{ outcome: FileOutcome; batch?: BatchPlace }> {
  if (await putArrival(deps.ledger, { ...created, ...batch, isFirst: true }))
    return { outcome: 'recorded', ...(batch && { batch }) };
  const recorded = await recordedBefore(deps.ledger, created);
  if (recorded && UNIMPORTED.has(recorded.state)) return { outcome: 'duplicate' };
  const isNew = !recorded && (await putArrival(deps.ledger, created));
  const arrival = recorded ?? created;
  const outcome = await settle(deps, arrival, isNew);
  return { outcome: outcome === 'redelivered' ? await ofItself(deps, arrival) : outcome };
}

/**
 * The same as it is to be listed as waiting: one that was recorded before waits by itself.
 */
export async function recordListedToWait(
  deps: KeyDeps,
  created: Arrival,
  batch?: BatchPlace,
): Promise<{ outcome: FileOutcome; batch?: BatchPlace }> {
  const arrival = await recordListed(deps, created, batch);
  if (!arrival) return { outcome: 'duplicate' };
  if (batch && arrival.batchId === batch.batchId) return { outcome: 'recorded', batch };
  return { outcome: (await ofItself(deps, arrival)) === 'duplicate' ? 'duplicate' : 'recorded' };
}

/**
 * A file that is recorded and waits still: who recorded it may have died before its batch was listed. So it leaves that, unless an
 * import has it by now.
 */
async function ofItself({ ledger }: KeyDeps, arrival: Arrival): Promise<FileOutcome> {
  if (arrival.batchId === undefined && !arrival.leftBatch) return 'redelivered';
  return (await waitAlone(ledger, arrival)) ? 'redelivered' : 'duplicate';
}

/**
 * The same for a write that a listing shows and whose event may be late, or lost: returns the pending arrival.
 * Nothing where there is no work: an import has it, or the key holds another write by now.
 * @param created a pending one, with a sequencer of {@link listedSequencer}
 */
export async function recordListed(
  deps: KeyDeps,
  created: Arrival,
  batch?: BatchPlace,
): Promise<Arrival | undefined> {
  const first: Arrival = { ...created, ...batch, isFirst: true };
  if (await putArrival(deps.ledger, first)) return first;
  const { value: newest } = await writesOf(deps, created.bucket, created.key).next();
  // Its event may have come since the drop's pending files were read.
  if (newest && isSameWrite(newest, created)) {
    if (isComeBack(newest)) {
      return (await restoreArrival(deps.ledger, newest)) ? { ...newest, ...RESTORED } : undefined;
    }
    return newest.state === 'pending' ? newest : undefined;
  }
  if (!newest || !(await isCurrent(deps.s3, created))) return undefined;
  const arrival = { ...created, sequencer: `${newest.sequencer}+` };
  const outcome = await settle(deps, arrival, await putArrival(deps.ledger, arrival));
  return outcome === 'recorded' || outcome === 'redelivered' ? arrival : undefined;
}

/** It was deleted, and is there again, for its delete marker was removed; or no manifest named it, and now it is wanted. */
const isComeBack = ({ state, reason }: Arrival): boolean =>
  state === 'withdrawn' || (state === 'rejected' && reason === 'not-in-manifest');

const RESTORED = { state: 'pending', wasReleased: true } as const;

/** The row of this very write, where its event came before or a listing found it. */
async function recordedBefore(ledger: Ledger, created: Arrival): Promise<Arrival | undefined> {
  for await (const row of arrivalsOf(ledger, created.bucket, created.key)) {
    if (row.sequencer === created.sequencer || (row.isListed && isSameWrite(row, created))) return row;
    // A listing looks for what the key holds: it finds nothing older than what an import has by then.
    const isPast = row.sequencer < created.sequencer && !row.isListed;
    if (isPast && (row.state === 'assigned' || row.state === 'duplicate')) return undefined;
  }
  return undefined;
}

async function settle(deps: KeyDeps, arrival: Arrival, isNew: boolean): Promise<FileOutcome> {
  const { ledger, s3 } = deps;
  let newest: Arrival | undefined;
  let before: Arrival | undefined;
  let isPast = false;
  for await (const row of writesOf(deps, arrival.bucket, arrival.key)) {
    if (UNIMPORTED.has(row.state)) continue;
    newest ??= row;
    if (isOvertaken(arrival, newest))
      return (await supersedeArrival(ledger, arrival)) ? 'superseded' : 'duplicate';
    if (row.sequencer === arrival.sequencer) {
      if (row.state !== 'pending') return 'duplicate';
      isPast = true;
    } else if (isPast) {
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
