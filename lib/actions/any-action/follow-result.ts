import { followStore } from '../../data-stores/index.ts';
import type { FollowedJob, Ledger } from '../../ledger/index.ts';
import { newFollowedJob, putJob } from '../../ledger/index.ts';
import { ACTION_TABLE } from './action-table.ts';
import type { OnceCall, OnceResult } from './do-once.ts';

/** What following needs from outside. */
interface FollowDeps {
  ledger: Ledger;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Has what a call started followed from now on; said twice, it is followed once. */
export async function followResult(
  deps: FollowDeps,
  { action, input, requestId }: Pick<OnceCall, 'action' | 'input' | 'requestId'>,
  { started }: OnceResult,
): Promise<void> {
  switch (ACTION_TABLE[action].follows) {
    case 'import':
      return followJob(deps, input, requestId, started, {});
    case 'export':
      return followJob(deps, input, requestId, started, { kind: 'export', exportName: null, exportId: null });
    case 'data store':
      return followDataStore(deps, input, requestId, started);
    case null:
      return undefined;
  }
}

async function followJob(
  { ledger, now }: FollowDeps,
  input: OnceCall['input'],
  requestId: string,
  { JobId: jobId }: OnceResult['started'],
  kind: Pick<FollowedJob, 'kind' | 'exportName' | 'exportId'>,
): Promise<void> {
  const { DatastoreId, JobName, InputDataConfig } = input as {
    DatastoreId: string;
    JobName?: string;
    InputDataConfig?: { S3Uri?: string };
  };
  if (jobId === undefined) return;
  await putJob(
    ledger,
    newFollowedJob({
      datastoreId: DatastoreId,
      jobId,
      ...kind,
      jobName: JobName ?? null,
      importId: null,
      fileCount: null,
      requestId,
      startedAt: now(),
      inputS3Uri: InputDataConfig?.S3Uri ?? '',
    }),
  );
}

async function followDataStore(
  deps: FollowDeps,
  { DatastoreName }: OnceCall['input'],
  requestId: string,
  { DatastoreId, DatastoreStatus, DatastoreEndpoint }: OnceResult['started'],
): Promise<void> {
  if (DatastoreId === undefined || DatastoreStatus === undefined) return;
  const observation = {
    status: DatastoreStatus,
    datastoreName: typeof DatastoreName === 'string' ? DatastoreName : null,
    endpoint: DatastoreEndpoint ?? null,
    errorCategory: null,
    errorMessage: null,
  };
  await followStore(deps, DatastoreId, observation, requestId);
}
