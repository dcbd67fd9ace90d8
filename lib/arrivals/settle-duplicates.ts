import { nameOf } from '../../errors/index.ts';
import type { Arrival, Import } from '../ledger/index.ts';
import {
  duplicatesOf,
  getImport,
  holdsItsFiles,
  importsWithDuplicates,
  isEnded,
  reopenDrop,
  shardOf,
  restoreArrival,
  settleDuplicate,
} from '../ledger/index.ts';
import { parseS3Uri, versionsOfKeys } from '../s3/index.ts';
import type { KeyDeps } from './writes-of-key.ts';
import { writesOf } from './writes-of-key.ts';

/** What settling duplicates needs from outside. */
export interface DuplicateDeps extends KeyDeps {
  /** Epoch milliseconds. */
  now: () => number;
  /** True where the run has to leave the rest to the next one. */
  isOutOfTime: () => boolean;
}

/** What became of the duplicates that rely on one import. */
export interface DuplicatesReport {
  importId: string;
  /** Whose bytes the import has read: there is nothing more to do with them. */
  settled: number;
  /** The keys of those that wait again, for the import has not read their bytes, or may have read others. */
  released: string[];
  /** Why the others could not be looked at. */
  errorName?: string;
}

/** Duplicates looked at in one go: what a listing says of them is kept in memory. */
const AT_A_TIME = 1000;

/** Where nobody has summarized the results by then, nothing shows that the job has read the file. */
const SUMMARY_WITHIN_MS = 24 * 3600_000;

/**
 * Settles the duplicates whose import has ended.
 *
 * A write with the bytes of an earlier one counts as a duplicate while an import has those. What that import really reads,
 * only its results say: it may fail; and HealthLake reads a file that lies in place as it is when the job runs, by when the
 * key may have been deleted, or hold something else. So a duplicate is imported by itself after all unless
 *
 * - the import ended well, and its results show that every planned file was read; and
 * - where the files were read in place, the key held no other bytes between the two writes, as a listing of its versions shows.
 *
 * To import the same bytes once more does no harm; to leave them out does. The drop is opened before the arrival's row is
 * written, so that a run that dies in between is repeated by the next one.
 * @returns a report for each import that was decided; those that are still open are left out
 */
export async function settleDuplicates(deps: DuplicateDeps): Promise<DuplicatesReport[]> {
  const reports: DuplicatesReport[] = [];
  for await (const importId of importsWithDuplicates(deps.ledger)) {
    if (deps.isOutOfTime()) break;
    const report: DuplicatesReport = { importId, settled: 0, released: [] };
    try {
      await settleThoseOf(deps, importId, report);
    } catch (error) {
      report.errorName = nameOf(error);
    }
    if (report.settled > 0 || report.released.length > 0 || report.errorName !== undefined)
      reports.push(report);
  }
  return reports;
}

async function settleThoseOf(deps: DuplicateDeps, importId: string, report: DuplicatesReport): Promise<void> {
  const row = await getImport(deps.ledger, importId);
  if (row && !isEnded(row)) return;
  let batch: Arrival[] = [];
  const settleBatch = async (): Promise<void> => {
    const read = row && holdsItsFiles(row) ? await readBy(deps, row, batch) : [];
    for (const arrival of batch) {
      if (read.includes(arrival)) {
        if (await settleDuplicate(deps.ledger, arrival)) report.settled += 1;
      } else if (await release(deps, arrival)) report.released.push(arrival.key);
    }
    batch = [];
  };
  for await (const arrival of duplicatesOf(deps.ledger, importId)) {
    if (row && awaitsSummary(row, arrival, deps.now())) continue;
    batch.push(arrival);
    if (batch.length === AT_A_TIME) await settleBatch();
    if (deps.isOutOfTime()) break;
  }
  if (batch.length > 0) await settleBatch();
}

const awaitsSummary = (row: Import, { recordedAt }: Arrival, now: number): boolean =>
  holdsItsFiles(row) && row.summary === undefined && now - recordedAt < SUMMARY_WITHIN_MS;

/** Those whose bytes an import has read that ended well. */
async function readBy(
  deps: DuplicateDeps,
  { bucket, inputS3Uri, summary }: Import,
  duplicates: readonly Arrival[],
): Promise<Arrival[]> {
  if (!summary) return [];
  // Copies were made of the planned versions, whatever the keys held then.
  const input = parseS3Uri(inputS3Uri ?? '');
  if (input && input.bucket !== bucket) return [...duplicates];
  const keys = duplicates.map(({ key }) => key);
  const found = await versionsOfKeys(deps.s3, bucket, keys);
  const read: Arrival[] = [];
  for (const arrival of duplicates) {
    const versionIds = [...(found.get(arrival.key)?.versionIds ?? [])];
    if (await heldTheSame(deps, arrival, versionIds)) read.push(arrival);
  }
  return read;
}

/**
 * True where the key held the same bytes in every version from the one that was planned to the duplicate. One whose version
 * is gone for good holds nothing that could be imported.
 * @param versionIds of its key, newest first
 */
async function heldTheSame(
  deps: DuplicateDeps,
  { bucket, key, versionId, importId, sameAs }: Arrival,
  versionIds: readonly (string | null)[],
): Promise<boolean> {
  if (versionId === null) return false;
  const position = versionIds.indexOf(versionId);
  if (position === -1) return true;
  const others = new Set(versionIds.slice(position + 1));
  if (others.size === 0) return true;
  for await (const row of writesOf(deps, bucket, key)) {
    if (row.sequencer === sameAs) {
      const planned = versionIds.indexOf(row.versionId);
      return [...others].every((other) => planned !== -1 && versionIds.indexOf(other) >= planned);
    }
    if (row.state === 'duplicate' && row.importId === importId) others.delete(row.versionId);
  }
  return false;
}

async function release({ ledger, now }: DuplicateDeps, arrival: Arrival): Promise<boolean> {
  const { route, drop } = arrival;
  const shards = new Set([shardOf(arrival.key)]);
  await reopenDrop(ledger, { route, drop, recordedAt: now(), fileCount: 1, shards });
  return restoreArrival(ledger, arrival);
}
