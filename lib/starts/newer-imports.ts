import pMap from 'p-map';
import type { Import } from '../ledger/index.ts';
import { getImport, isEnded } from '../ledger/index.ts';
import type { KeyDeps } from '../arrivals/index.ts';
import { writesOf } from '../arrivals/index.ts';
import type { Plan } from '../plans/index.ts';

/** Keys checked concurrently. */
const CONCURRENCY = 16;

/**
 * The keys of a plan whose newer content was imported since, or is on its way: to import the plan once more would put
 * old content last. A newer write that still waits, or whose import waits for this one, does not count.
 */
export async function newerImports(deps: KeyDeps, plan: Plan): Promise<string[]> {
  const overtaken = await pMap(
    plan.files,
    async ({ key, sequencer }) => {
      for await (const row of writesOf(deps, plan.bucket, key)) {
        if (row.sequencer === sequencer) return [];
        if (row.state !== 'assigned' || row.importId === undefined) continue;
        const other = await getImport(deps.ledger, row.importId);
        if (other && other.importId !== plan.importId && mayComeFirst(other, plan.importId)) return [key];
      }
      return [];
    },
    { concurrency: CONCURRENCY },
  );
  return overtaken.flat();
}

/**
 * True where an import has, had or will have a job that does not wait for the repeated one. One that FAILED may have
 * imported a part.
 */
function mayComeFirst(other: Import, repeated: string): boolean {
  if (other.jobId !== undefined) return true;
  if (isEnded(other) || other.state === 'START_FAILED' || other.state === 'RELEASING') return false;
  const isStarted = other.state !== 'PLANNED' && other.state !== 'READY';
  return isStarted || !other.waitsFor.includes(repeated);
}
