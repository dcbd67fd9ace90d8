import pMap from 'p-map';
import type { Arrival, Ledger } from '../ledger/index.ts';
import {
  UNIMPORTED,
  currentArrivals,
  getImport,
  isEnded,
  isOvertaken,
  openImports,
  supersedeArrival,
} from '../ledger/index.ts';
import type { KeyDeps } from '../arrivals/index.ts';
import { writesOf } from '../arrivals/index.ts';
import { writeIdOf } from './plan.ts';

/** A file that may go into a plan, with the open imports that hold older writes of its key. */
export interface PlannableFile {
  arrival: Arrival;
  holders: readonly string[];
}

/** Keys checked concurrently. */
const CONCURRENCY = 16;

/**
 * Checks what the index showed against the rows themselves. Files keep their order.
 *
 * A key's first write needs no look at its other writes: one that comes later supersedes it as long as it waits. The
 * others are checked first, so that what they supersede is not taken for pending. One in a batch was read as it is, and
 * whether it waits still is decided when an import takes it.
 */
export async function plannableFiles(deps: KeyDeps, listed: readonly Arrival[]): Promise<PlannableFile[]> {
  const isAlone = ({ isFirst, wasReleased, leftBatch }: Arrival): boolean =>
    isFirst === true && !wasReleased && !leftBatch;
  const superseded = new Set<string>();
  const overwriting = overwritingImports(deps.ledger);
  const found = new Map<string, PlannableFile>();
  const checked = await pMap(
    listed.filter((arrival) => !isAlone(arrival)),
    (arrival) => check(deps, arrival, overwriting, (older) => superseded.add(writeIdOf(older))),
    { concurrency: CONCURRENCY },
  );
  for (const file of checked) if (file) found.set(writeIdOf(file.arrival), file);
  const alone = listed.filter(isAlone);
  for (const arrival of alone) {
    if (arrival.batchId !== undefined && !superseded.has(writeIdOf(arrival)))
      found.set(writeIdOf(arrival), { arrival, holders: [] });
  }
  const indexed = alone.filter(({ batchId }) => batchId === undefined);
  for (const arrival of await currentArrivals(deps.ledger, indexed)) {
    if (arrival.state === 'pending') found.set(writeIdOf(arrival), { arrival, holders: [] });
  }
  return listed.flatMap((arrival) => found.get(writeIdOf(arrival)) ?? []);
}

/**
 * The arrival if it is what its key holds now and is still pending, with the open imports that hold older ones: the newest of these, and
 * whoever puts back what that one had replaced. Older pending ones are superseded before: from then on no import can take them, and the
 * newest content is the last imported whatever another run does at the same time.
 */
async function check(
  deps: KeyDeps,
  listed: Arrival,
  overwriting: () => Promise<ReadonlySet<string>>,
  onSuperseded: (older: Arrival) => void,
): Promise<PlannableFile | undefined> {
  const { ledger } = deps;
  const holders: string[] = [];
  let newest: Arrival | undefined;
  let isPast = false;
  let isPastAssigned = false;
  for await (const row of writesOf(deps, listed.bucket, listed.key)) {
    if (UNIMPORTED.has(row.state)) continue;
    newest ??= row;
    if (isOvertaken(listed, newest)) {
      await supersedeArrival(ledger, listed);
      return undefined;
    }
    if (row.sequencer === listed.sequencer) {
      if (row.state !== 'pending') return undefined;
      isPast = true;
    } else if (isPast) {
      if (row.state === 'pending' && !isPastAssigned) {
        if (!(await supersedeArrival(ledger, row))) return check(deps, listed, overwriting, onSuperseded);
        onSuperseded(row);
      }
      if (row.state !== 'assigned') continue;
      const { importId = '' } = row;
      const repeats = await overwriting();
      if (repeats.has(importId) || (!isPastAssigned && (await isOpen(ledger, importId))))
        holders.push(importId);
      isPastAssigned = true;
      if (repeats.size === 0) break;
    }
  }
  return newest && { arrival: listed, holders };
}

async function isOpen(ledger: Ledger, importId: string): Promise<boolean> {
  const row = await getImport(ledger, importId);
  return row !== undefined && !isEnded(row);
}

/** The open imports that put old content back over newer (`inlet import --again --overwrite`), asked for once. */
function overwritingImports(ledger: Ledger): () => Promise<ReadonlySet<string>> {
  let asked: Promise<ReadonlySet<string>> | undefined;
  const ask = async (): Promise<ReadonlySet<string>> =>
    new Set((await openImports(ledger)).flatMap(({ importId, overwrites }) => (overwrites ? importId : [])));
  return () => (asked ??= ask());
}
