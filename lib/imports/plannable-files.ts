import pMap from 'p-map';
import type { Arrival } from '../ledger/arrivals.ts';
import { arrivalsOf, isOvertaken, supersedeArrival } from '../ledger/arrivals.ts';
import { getImport, isEnded } from '../ledger/imports.ts';
import type { Ledger } from '../ledger/ledger.ts';

/** Files that may go into plans together, and the open imports that these plans wait for. */
export interface PlannableFiles {
  files: Arrival[];
  waitsFor: string[];
}

/** Keys looked at at the same time. */
const CONCURRENCY = 16;

/**
 * Checks what the index showed against the rows themselves, and divides it: files whose key an older
 * import still holds go into plans of their own, which wait for those imports; the others need not.
 */
export async function plannableFiles(ledger: Ledger, listed: readonly Arrival[]): Promise<PlannableFiles[]> {
  const free: PlannableFiles = { files: [], waitsFor: [] };
  const held: PlannableFiles = { files: [], waitsFor: [] };
  const checked = await pMap(listed, (arrival) => check(ledger, arrival), { concurrency: CONCURRENCY });
  for (const found of checked) {
    if (!found) continue;
    const group = found.holder === undefined ? free : held;
    group.files.push(found.arrival);
    if (found.holder !== undefined && !group.waitsFor.includes(found.holder))
      group.waitsFor.push(found.holder);
  }
  return [free, held].filter(({ files }) => files.length > 0);
}

/**
 * The arrival if it is what its key holds now and is still pending, with the open import that holds an older one.
 * Older pending ones are superseded before: from then on no import can take them, and the newest content is the
 * last imported whatever another run does at the same time.
 */
async function check(
  ledger: Ledger,
  listed: Arrival,
): Promise<{ arrival: Arrival; holder: string | undefined } | undefined> {
  let newest: Arrival | undefined;
  for await (const row of arrivalsOf(ledger, listed.bucket, listed.key)) {
    if (row.state === 'rejected') continue;
    newest ??= row;
    if (isOvertaken(listed, newest)) {
      await supersedeArrival(ledger, listed);
      return undefined;
    }
    if (row.sequencer === listed.sequencer && row.state !== 'pending') return undefined;
    if (row.sequencer >= listed.sequencer) continue;
    if (row.state === 'pending' && !(await supersedeArrival(ledger, row))) return check(ledger, listed);
    if (row.state === 'assigned') return { arrival: listed, holder: await openImportOf(ledger, row) };
  }
  return newest && { arrival: listed, holder: undefined };
}

async function openImportOf(ledger: Ledger, { importId = '' }: Arrival): Promise<string | undefined> {
  const row = await getImport(ledger, importId);
  return row && !isEnded(row) ? row.importId : undefined;
}
