import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Readiness } from './imports.ts';
import type { Ledger } from './ledger.ts';
import { getRow, openRowsNow, putRow, queryRows, replaceRow, withoutKeys, written } from './ledger.ts';
import { EXPORT_ROW, OPEN_EXPORTS } from './row-keys.ts';

/**
 * Where a run of an export stands: READY (asked for) -> STARTING (the call may have been made) -> STARTED (job known)
 * -> FINISHING (the job completed; its files are told, older folders removed) -> ENDED. START_FAILED ends it without a
 * job, once its event has left; so does the job's end where nothing is left to finish.
 */
export type ExportState = 'READY' | 'STARTING' | 'STARTED' | 'START_FAILED' | 'FINISHING' | 'ENDED';

/** One run of a configured export: of one due time, or of one request. Times are epoch milliseconds. */
export interface ExportRun {
  /** `exp-<name>-<due time>-<hash>`: runs of an export sort by it. */
  exportId: string;
  exportName: string;
  state: ExportState;
  version: number;
  /** Who asked for it. */
  cause: 'schedule' | 'event' | 'command';
  /** The id that the request has; null for a schedule's. */
  requestId: string | null;
  /** When it was due, or asked for. */
  dueAt: number;
  createdAt: number;
  /** What its job is started with: fixed by the first try, so that every repetition is the same. */
  request?: ExportRequest;
  /** When its start was first tried, and how often so far. */
  firstAttemptAt?: number;
  attempts?: number;
  retryAt?: number | undefined;
  errorName?: string | undefined;
  /** What a run saw that stood in its way, which whoever asks for it reads here. */
  seen?: { dataStore?: Readiness; othersQueued?: boolean } | undefined;
  /** The "Export Held" event was sent. */
  isHeldTold?: true;
  jobId?: string;
  /** The job's last status, or START_FAILED. */
  outcome?: string;
  /** The job's own folder, as HealthLake resolved it. */
  folderS3Uri?: string | null;
  /** "Export File Ready" events: the last key that was told of, and how many files were. */
  told?: { after: string; files: number };
  /** When its folder was removed, since newer ones are kept. */
  removedAt?: number;
}

/** The members of a StartFHIRExportJob request that its configuration gives it. */
export interface ExportRequest {
  datastoreId: string;
  clientToken: string;
  /** Below which HealthLake makes the job's folder. */
  outputS3Uri: string;
  kmsKeyId: string;
  dataAccessRoleArn: string;
}

/** Twice the same for the same due time, or the same request: whoever asks again finds the run. */
export function exportIdOf(exportName: string, dueAt: number, requestId: string | null): string {
  const time = `${new Date(dueAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const hash = createHash('sha256')
    .update(JSON.stringify([exportName, dueAt, requestId]))
    .digest('hex');
  return `exp-${exportName}-${time}-${hash.slice(0, 8)}`;
}

const EXPORT_ID = /^exp-([a-z0-9-]+)-\d{8}T\d{6}Z-[0-9a-f]{8}$/;

/** The export of a run, by the run's id; undefined for what is no such id. */
const exportNameOf = (exportId: string): string | undefined => EXPORT_ID.exec(exportId)?.[1];

const keyOf = (exportId: string) => ({ pk: EXPORT_ROW + (exportNameOf(exportId) ?? ''), sk: exportId });

/** Oldest first: held runs start in the order in which they were due. */
const openKeys = ({ dueAt, exportId }: ExportRun) => ({
  openPk: OPEN_EXPORTS,
  openSk: `${String(dueAt).padStart(15, '0')}#${exportId}`,
});

/** Writes a new run; false where its due time or its request has one already. */
export const putExportRun = (ledger: Ledger, run: ExportRun): Promise<boolean> =>
  putRow(ledger, { ...keyOf(run.exportId), ...run, ...openKeys(run) });

/** Reads one run, consistently. */
export async function getExportRun(ledger: Ledger, exportId: string): Promise<ExportRun | undefined> {
  if (exportNameOf(exportId) === undefined) return undefined;
  return getRow(ledger, keyOf(exportId));
}

/** Every run that has not ended, oldest first; each read again consistently, since the index may lag. */
export async function openExportRuns(ledger: Ledger): Promise<ExportRun[]> {
  const rows = await openRowsNow<ExportRun>(ledger, OPEN_EXPORTS);
  return rows
    .filter(({ state }) => state !== 'ENDED')
    .sort((a, b) => (openKeys(a).openSk < openKeys(b).openSk ? -1 : 1));
}

/** The runs of one export, newest first, read consistently, page by page. */
export async function* exportRunsOf(ledger: Ledger, exportName: string): AsyncGenerator<ExportRun> {
  const rows = queryRows<Record<string, unknown>>(ledger, {
    KeyConditionExpression: 'pk = :export',
    ExpressionAttributeValues: { ':export': EXPORT_ROW + exportName },
    ConsistentRead: true,
    ScanIndexForward: false,
  });
  for await (const row of rows) yield withoutKeys(row) as unknown as ExportRun;
}

/** Writes changes to a run if its version is still the one that was read; undefined where another was first. */
export const updateExportRun = (
  ledger: Ledger,
  run: ExportRun,
  changes: Partial<ExportRun>,
): Promise<ExportRun | undefined> =>
  replaceRow(ledger, run, { ...run, ...changes }, (next) => ({
    ...keyOf(run.exportId),
    ...next,
    ...(next.state === 'ENDED' ? {} : openKeys(next)),
  }));

/**
 * Records how a run's job ended, whatever state the row is in. It stays open, as FINISHING: run-exports finishes it. One
 * that has come further than that is left alone.
 */
export async function endExportJob(
  ledger: Ledger,
  exportId: string,
  { jobId, outcome, folderS3Uri }: Required<Pick<ExportRun, 'jobId' | 'outcome' | 'folderS3Uri'>>,
): Promise<void> {
  await written(
    ledger.client.send(
      new UpdateCommand({
        TableName: ledger.tableName,
        Key: keyOf(exportId),
        UpdateExpression:
          'SET #state = :finishing, outcome = :outcome, jobId = :job, folderS3Uri = :folder ADD version :one',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(outcome)',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':finishing': 'FINISHING',
          ':outcome': outcome,
          ':job': jobId,
          ':folder': folderS3Uri,
          ':one': 1,
        },
      }),
    ),
  );
}

/** Which run a request has. */
export interface RequestedExport {
  exportName: string;
  requestId: string;
  exportId: string;
  dueAt: number;
}

/**
 * Remembers which run a request has, and returns what was remembered first: a request that comes twice, however much
 * later, has one run.
 */
export async function exportRequestedBefore(
  ledger: Ledger,
  request: RequestedExport,
): Promise<RequestedExport> {
  const key = { pk: `EXPORT-REQUEST#${request.exportName}`, sk: request.requestId };
  if (await putRow(ledger, { ...key, ...request })) return request;
  return (await getRow<RequestedExport>(ledger, key)) ?? request;
}
