import type { Drop } from '../ledger/index.ts';
import {
  ALL_SHARDS,
  BATCHED_DAYS,
  endBatches,
  forgetBatch,
  getDrop,
  pendingArrivals,
  reopenDrop,
  waitAlone,
} from '../ledger/index.ts';
import type { DropDeps } from './drop-deps.ts';

/**
 * Lets files wait by themselves that have waited in batches for days: a row in a batch is forgotten some time after it was written,
 * one that waits by itself is not (`ledgerDays`). Where the run has no time for all, the next one goes on.
 */
export async function leaveOldBatches(deps: DropDeps, listed: Drop): Promise<void> {
  const { ledger, now, isOutOfTime } = deps;
  const isOld = ({ batchesSince = Infinity }: Drop): boolean =>
    now() - batchesSince >= BATCHED_DAYS * 86_400_000;
  if (!ledger.forgets || !isOld(listed)) return;
  const { route, drop, lastRecordedAt } = listed;
  // First, so that a run that dies in between leaves a row that says where they wait.
  await reopenDrop(ledger, { route, drop, recordedAt: lastRecordedAt, fileCount: 0, shards: ALL_SHARDS });
  const opened = await getDrop(ledger, listed);
  if (!opened || !isOld(opened)) return;
  const batches: string[] = [];
  for await (const arrival of pendingArrivals(ledger, opened, (batchId) => batches.push(batchId))) {
    if (isOutOfTime()) return;
    if (arrival.batchId !== undefined || arrival.leftBatch) await waitAlone(ledger, arrival);
  }
  for (const batchId of batches) await forgetBatch(ledger, opened, batchId);
  await endBatches(ledger, opened);
}
