import type { EndedRun, Import } from '../ledger/index.ts';
import { knownFormat, getImport, reopenDrop, replaceImport } from '../ledger/index.ts';
import { nameOf } from '../../errors/index.ts';
import { newerImports } from '../starts/index.ts';
import type { Plan } from '../plans/index.ts';
import { clientTokenOf, readPlan } from '../plans/index.ts';
import type { KeyDeps } from '../arrivals/index.ts';
import { versionsOfKeys } from '../s3/index.ts';

/** What repeating needs from outside. */
export interface AgainDeps extends KeyDeps {
  workBucket: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** The longest reason, characters: all runs' reasons stand in one row. */
export const LONGEST_REASON = 500;

/** The most runs of one import: a row holds 400 kB (DynamoDB quotas). */
export const MOST_RUNS = 100;

/** What became of the wish to have an import done again. */
export type AgainOutcome =
  | { kind: 'repeated'; attempt: number }
  | { kind: 'unknown' | 'abandoned' | 'plan-gone' | 'too-many-attempts' | 'lost-race' }
  | { kind: 'open'; state: Import['state']; attempt: number }
  /** Newer content of these keys was imported since. */
  | { kind: 'newer-content'; keys: string[] }
  /** These keys were deleted since, or their version is gone. */
  | { kind: 'deleted'; keys: string[] };

/**
 * Has an ended import done again, with the same files in the same versions: the next run, and so a new ClientToken
 * and a new name for its job. start-imports goes on with it.
 *
 * It is one write, of a row that has not changed since it was read: whoever dies at any line has done all or nothing. The drop that is
 * opened after it only has start-imports look at once.
 * The row is open from then on, so an import of newer content that is planned later waits for it; one that was planned
 * just before is found by start-imports, which then gives the old content up.
 *
 * @param reason why, as it will stand in the row; not empty, at most {@link LONGEST_REASON} characters
 * @param overwrite true to put the old content last, where newer was imported since
 * @param deletedToo true to import what was deleted since as well
 * @throws FixableError LedgerIsNewer where a later version has worked on the ledger
 */
export async function importAgain(
  deps: AgainDeps,
  importId: string,
  { reason, overwrite, deletedToo = false }: { reason: string; overwrite: boolean; deletedToo?: boolean },
): Promise<AgainOutcome> {
  await knownFormat(deps.ledger);
  const row = await getImport(deps.ledger, importId);
  if (!row) return { kind: 'unknown' };
  if (row.state === 'ABANDONED') return { kind: 'abandoned' };
  if (row.state !== 'ENDED') return { kind: 'open', state: row.state, attempt: row.attempt };
  if (row.attempt >= MOST_RUNS) return { kind: 'too-many-attempts' };

  const plan = await planOf(deps, row);
  if (!plan) return { kind: 'plan-gone' };
  const keys = overwrite ? [] : await newerImports(deps, plan);
  if (keys.length > 0) return { kind: 'newer-content', keys };

  const deleted = deletedToo ? [] : await deletedSince(deps, plan);
  if (deleted.length > 0) return { kind: 'deleted', keys: deleted };

  const next = nextRun(row, { reason, overwrite, now: deps.now() });
  const repeated = await replaceImport(deps.ledger, row, next);
  if (!repeated) return { kind: 'lost-race' };
  // While nothing is open start-imports looks for drops alone.
  const { route, drop } = row;
  await reopenDrop(deps.ledger, { route, drop, recordedAt: deps.now(), fileCount: 0, shards: new Set() });
  return { kind: 'repeated', attempt: next.attempt };
}

/** Plans are kept for as long as copies are (`workDays`). */
async function planOf(deps: AgainDeps, row: Import): Promise<Plan | undefined> {
  try {
    return await readPlan(deps, row);
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** The keys of a plan that were deleted since: to import them once more would bring back what somebody took away. */
async function deletedSince({ s3 }: AgainDeps, { bucket, files }: Plan): Promise<string[]> {
  const keys = files.map(({ key }) => key);
  const found = await versionsOfKeys(s3, bucket, keys);
  return files.flatMap(({ key, versionId }) => {
    const there = found.get(key);
    return there?.current !== 'deleted' && there?.versionIds.has(versionId) ? [] : [key];
  });
}

/** The row of the next run: what the plan says stays, what became of the last run goes into its history. */
export function nextRun(
  row: Import,
  { reason, overwrite, now }: { reason: string; overwrite: boolean; now: number },
): Import {
  const run = row.attempt + 1;
  const ended: EndedRun = {
    attempt: row.attempt,
    outcome: row.outcome ?? 'UNKNOWN',
    ...(row.jobId !== undefined && { jobId: row.jobId }),
    ...(row.errorName !== undefined && { errorName: row.errorName }),
    repeatedAt: now,
    reason,
  };
  return {
    importId: row.importId,
    state: 'READY',
    version: row.version,
    route: row.route,
    drop: row.drop,
    bucket: row.bucket,
    planKey: row.planKey,
    planSha256: row.planSha256,
    datastoreId: row.datastoreId,
    attempt: run,
    clientToken: clientTokenOf(row.datastoreId, row.planSha256, run),
    fileCount: row.fileCount,
    bytes: row.bytes,
    createdAt: row.createdAt,
    waitsFor: row.waitsFor,
    history: [...(row.history ?? []), ended],
    ...(overwrite && { overwrites: true }),
  };
}
