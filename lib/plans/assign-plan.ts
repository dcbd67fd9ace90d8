import pMap from 'p-map';
import type { Arrival, Import, Ledger } from '../ledger/index.ts';
import {
  assignArrival,
  currentArrivals,
  getImport,
  releaseArrival,
  reopenDrop,
  shardOf,
  takeFromBatch,
  updateImport,
} from '../ledger/index.ts';
import type { Plan, PlannedFile } from './plan.ts';
import { writeIdOf } from './plan.ts';
import type { PlanDeps } from './write-plan.ts';

/** Rows written concurrently. */
const CONCURRENCY = 16;

/** So many arrivals are read, or assigned, between two looks at the time. */
const AT_A_TIME = 1000;

/** Where an arrival is, the batch that it was recorded in, and which import has it. */
type Placed = Pick<
  Arrival,
  'bucket' | 'key' | 'sequencer' | 'isFirst' | 'batchId' | 'batchIndex' | 'importId'
>;

/**
 * Assigns the arrivals of a PLANNED import and makes it READY: those of batches by their batches, the others one by one. Where
 * one of them cannot be had (another import holds it, or it was overtaken since), the import is given up and the others go
 * back, to be planned again. Where a run has no time for all of them, the row says how far it came.
 *
 * Two runs may do this at once: the import's row decides which way it goes, and both follow it.
 * @param known the plan's files as they were just read; the ledger says it where a run goes on with what another has left
 * @returns the import's row as it is by now
 */
export async function assignPlan(
  deps: PlanDeps,
  row: Import,
  plan: Plan,
  known?: readonly Placed[],
): Promise<Import> {
  const { ledger } = deps;
  const { batches, alone } = byBatch(known ?? (await readPlaced(ledger, plan)));
  const taken = await pMap(batches, ([batch, places]) => takeFromBatch(ledger, row.importId, batch, places), {
    concurrency: CONCURRENCY,
  });
  let assignedFiles = row.assignedFiles ?? 0;
  let state: Import['state'] = taken.every(Boolean) ? 'READY' : 'RELEASING';
  while (assignedFiles < alone.length && state === 'READY') {
    const files = alone.slice(assignedFiles, assignedFiles + AT_A_TIME);
    const assigned = await pMap(
      files,
      (file) => assignArrival(ledger, arrivalOf(plan, row, file), row.importId),
      { concurrency: CONCURRENCY },
    );
    if (!assigned.every(Boolean)) state = 'RELEASING';
    assignedFiles += files.length;
    if (state === 'READY' && assignedFiles < alone.length && deps.isOutOfTime()) state = 'PLANNED';
    if (state === 'PLANNED') break;
  }
  const decided =
    (await updateImport(ledger, row, { state, assignedFiles })) ?? (await getImport(ledger, row.importId));
  if (decided?.state === 'RELEASING' || decided?.state === 'ABANDONED') {
    await releasePlan(deps, decided, plan);
  }
  return decided ?? row;
}

/** The places of each batch, and the arrivals that are in none. */
function byBatch(files: readonly Placed[]): { batches: [string, Set<number>][]; alone: Placed[] } {
  const batches = new Map<string, Set<number>>();
  const alone: Placed[] = [];
  for (const file of files) {
    if (file.batchId === undefined || file.batchIndex === undefined) alone.push(file);
    else batches.set(file.batchId, (batches.get(file.batchId) ?? new Set()).add(file.batchIndex));
  }
  return { batches: [...batches], alone };
}

/** The plan's files in its order, as the ledger has them; those whose row is gone as the plan has them. */
async function readPlaced(ledger: Ledger, plan: Plan): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (let from = 0; from < plan.files.length; from += AT_A_TIME) {
    const files = plan.files.slice(from, from + AT_A_TIME).map((file) => ({ ...file, bucket: plan.bucket }));
    const rows = await currentArrivals(ledger, files);
    const byId = new Map(rows.map((row) => [writeIdOf(row), row]));
    for (const file of files) {
      const { batchId, batchIndex, importId } = byId.get(writeIdOf(file)) ?? {};
      placed.push({
        ...file,
        ...(batchId !== undefined && batchIndex !== undefined && { batchId, batchIndex }),
        ...(importId !== undefined && { importId }),
      });
    }
  }
  return placed;
}

/** Gives the arrivals of a RELEASING import back, opens their drop for them, and only then ends it as ABANDONED. */
export async function releasePlan(deps: PlanDeps, row: Import, plan: Plan): Promise<void> {
  // What nobody has taken from its batch waits there still.
  const held = (await readPlaced(deps.ledger, plan)).filter(
    ({ batchId, importId }) => batchId === undefined || importId === row.importId,
  );
  const released = await pMap(
    held,
    async (file) =>
      (await releaseArrival(deps.ledger, arrivalOf(plan, row, file), row.importId)) ? [file.key] : [],
    { concurrency: CONCURRENCY },
  );
  const keys = released.flat();
  await reopenDrop(deps.ledger, {
    route: plan.route,
    drop: plan.drop,
    recordedAt: deps.now(),
    fileCount: keys.length,
    shards: new Set(keys.map(shardOf)),
  });
  if (row.state === 'RELEASING') await updateImport(deps.ledger, row, { state: 'ABANDONED' });
}

const arrivalOf = (plan: Plan, row: Import, file: Placed & Partial<PlannedFile>): Arrival => ({
  versionId: null,
  size: 0,
  etag: '',
  ...file,
  route: plan.route,
  drop: plan.drop,
  recordedAt: row.createdAt,
  state: 'pending',
});
