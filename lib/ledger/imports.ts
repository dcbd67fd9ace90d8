import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Forgettable, Ledger } from './ledger.ts';
import { forgettable, forgetting, getRow, openRowsNow, putRow, replaceRow, written } from './ledger.ts';
import { ENDED_IMPORTS, IMPORT_ROW, OPEN_IMPORTS } from './row-keys.ts';

/** What became of an import's resources and files: counts only. */
export interface ImportSummary {
  resourcesScanned: number;
  resourcesImported: number;
  resourcesFailed: number;
  filesScanned: number;
  /** With at least one failed line, or not read at all. */
  filesFailed: number;
  /** Every planned file was read, and every resource in it was imported or reported as failed. */
  complete: boolean;
  /** The whole summary; null where the job has no folder of results. */
  summaryS3Uri: string | null;
}

/**
 * Where an import stands before HealthLake has its job, and after:
 * PLANNED (plan frozen) -> READY (arrivals assigned) -> STARTING (the call may have been made) -> STARTED
 * (job known) -> the job's own end. START_FAILED ends it without a job; so does PLANNED -> RELEASING (one of its
 * files cannot be had: the others go back) -> ABANDONED.
 */
export type ImportState =
  'PLANNED' | 'READY' | 'STARTING' | 'STARTED' | 'START_FAILED' | 'RELEASING' | 'ABANDONED' | 'ENDED';

/** A run of an import that has ended, and why there is another one. */
export interface EndedRun {
  attempt: number;
  /** The job's last status, or START_FAILED. */
  outcome: string;
  jobId?: string;
  errorName?: string;
  /** When the next run was asked for, epoch milliseconds, and why. */
  repeatedAt: number;
  reason: string;
}

/**
 * Whether a data store takes imports: it does, it will when it has been made, it never will (with the name of why), or
 * it is not known now.
 */
export type Readiness =
  { kind: 'ready' } | { kind: 'not-yet'; status: string } | { kind: 'never' | 'unknown'; errorName: string };

/** One import: a frozen plan and what became of it. Times are epoch milliseconds. */
export interface Import extends Forgettable {
  importId: string;
  state: ImportState;
  version: number;
  route: string;
  drop: string;
  bucket: string;
  planKey: string;
  planSha256: string;
  datastoreId: string;
  /** Which run of the import: 1, and one more each time that somebody has an ended import done again. */
  attempt: number;
  clientToken: string;
  fileCount: number;
  bytes: number;
  createdAt: number;
  /** When the first of its files was recorded; none in rows of an earlier version of Inlet. */
  arrivedAt?: number;
  /** Older imports that hold a key of this one: it starts when they have ended. */
  waitsFor: string[];
  /** How many of the plan's files are assigned, while it is PLANNED and a run had no time for all. */
  assignedFiles?: number;
  inputS3Uri?: string;
  /** When its start was first tried, and how often so far in this run. */
  firstAttemptAt?: number;
  attempts?: number;
  retryAt?: number;
  errorName?: string;
  jobId?: string;
  /**
   * What was in the way when a run last came as far as asking for the import's data store and its input: only runs look
   * there, and whoever asks for the import reads it here. Its start clears it.
   */
  seen?: { dataStore?: Readiness; copiedFiles?: number } | undefined;
  /** The job's last status, once it has ended. */
  outcome?: string;
  /** Runs before this one, oldest first. */
  history?: EndedRun[];
  /** This run is wanted even where newer content of its keys was imported since. */
  overwrites?: true;
  /** What became of its resources and files, once summarize-import has read the job's results. */
  summary?: ImportSummary;
}

/** Where an import's row is. */
export const importKey = (importId: string) => ({ pk: IMPORT_ROW + importId, sk: 'import' });

/**
 * Writes a new import; undefined where the same plan was written before (a run that died after this line). One that
 * was abandoned begins anew: the same files may be planned together again once they came back.
 * @returns the row as it was written
 */
export async function putImport(ledger: Ledger, row: Import): Promise<Import | undefined> {
  if (await putNewImport(ledger, row)) return row;
  const earlier = await getImport(ledger, row.importId);
  return earlier?.state === 'ABANDONED' ? updateImport(ledger, earlier, row) : undefined;
}

const putNewImport = (ledger: Ledger, row: Import): Promise<boolean> =>
  putRow(ledger, { ...importKey(row.importId), ...row, openPk: OPEN_IMPORTS, openSk: openSort(row) });

/** Its place among the open imports, and among those that have ended: by when it was planned. Imports start in this order. */
export const openSort = (row: Pick<Import, 'createdAt' | 'importId'>): string =>
  `${String(row.createdAt).padStart(15, '0')}#${row.importId}`;

/** Reads one import, consistently. */
export const getImport = (ledger: Ledger, importId: string): Promise<Import | undefined> =>
  getRow(ledger, importKey(importId));

/** Every import that has not ended, oldest first; each read again consistently, since the index may lag. */
export async function openImports(ledger: Ledger): Promise<Import[]> {
  const rows = await openRowsNow<Import>(ledger, OPEN_IMPORTS);
  return rows.filter((row) => !isEnded(row)).sort((a, b) => (openSort(a) < openSort(b) ? -1 : 1));
}

/** True where nothing more will happen to an import. The event of START_FAILED still has to be sent, so it is not an end by itself. */
export const isEnded = (row: Import): boolean => row.state === 'ENDED' || row.state === 'ABANDONED';

/**
 * True where the import's files count as imported or on their way; false where the same bytes are new work: it failed, or its
 * results do not show that its job has read all of them.
 */
export const holdsItsFiles = (row: Import): boolean =>
  !GIVEN_UP.has(row.state) && !FAILED_OUTCOMES.has(row.outcome ?? '') && row.summary?.complete !== false;

const GIVEN_UP: ReadonlySet<ImportState> = new Set(['START_FAILED', 'RELEASING', 'ABANDONED']);

/** Outcomes after which a file dropped again unchanged is imported again. */
const FAILED_OUTCOMES = new Set(['FAILED', 'CANCEL_COMPLETED', 'START_FAILED']);

/**
 * Writes changes to an import if its version is still the one that was read; undefined where another run
 * was first. An ended import moves to the ended ones of the index.
 */
export const updateImport = (
  ledger: Ledger,
  row: Import,
  changes: Partial<Import>,
): Promise<Import | undefined> => replaceImport(ledger, row, { ...row, ...changes });

/** The same for the whole row: what the next one does not have is gone. */
export function replaceImport(
  ledger: Ledger,
  row: Import,
  { forgetAt: _earlier, ...kept }: Import,
): Promise<Import | undefined> {
  const replacement = { ...kept, ...(isEnded(kept) && forgettable(ledger)) };
  return replaceRow<Import>(ledger, row, replacement, (next) => ({
    ...importKey(row.importId),
    ...next,
    openPk: isEnded(next) ? ENDED_IMPORTS : OPEN_IMPORTS,
    openSk: openSort(next),
  }));
}

/**
 * Records how the job of an import's run ended, whatever state the row is in: its end is the import's. A later run is left alone.
 */
export async function endImport(
  ledger: Ledger,
  importId: string,
  jobId: string,
  outcome: string,
  run = 1,
): Promise<void> {
  const { set, values } = forgetting(ledger);
  await written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: importKey(importId),
        UpdateExpression: `SET #state = :ended, outcome = :outcome, jobId = :job, openPk = :endedOnes${set} ADD version :one`,
        ConditionExpression: 'attempt = :run',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':ended': 'ENDED',
          ':endedOnes': ENDED_IMPORTS,
          ':outcome': outcome,
          ':job': jobId,
          ':one': 1,
          ':run': run,
          ...values,
        },
      }),
    ),
  );
}
