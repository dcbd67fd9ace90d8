import { TERMINAL_STATUSES, isTerminal } from '../../lib/healthlake/index.ts';
import type { FollowedJob, Import } from '../../lib/ledger/index.ts';
import { getImport, getJob } from '../../lib/ledger/index.ts';
import { parseS3Uri } from '../../lib/s3/index.ts';
import { UsageError } from '../../errors/index.ts';
import type { StageResources } from '../stage/index.ts';

/** An import whose job has ended, and the folder of its results. */
export interface EndedImport {
  row: Import;
  job: FollowedJob;
  results: { bucket: string; prefix: string };
}

type Place = Pick<StageResources, 'ledger' | 'routes' | 'datastoreId' | 'stage'>;

/** Finds an import by its own id or its job's. @throws UsageError where there is none, or it has no results (yet) */
export async function findImport(place: Place, id: string): Promise<EndedImport> {
  const row = (await getImport(place.ledger, id)) ?? (await importOfJob(place, id));
  if (!row)
    throw new UsageError(
      `the ledger of stage "${place.stage}" knows no import and no job of an import "${id}"`,
      { actual: id, expected: 'an importId, or the jobId of an import' },
    );
  const { importId, datastoreId, jobId } = row;
  const job = jobId === undefined ? undefined : await getJob(place.ledger, { datastoreId, jobId });
  if (!job)
    throw new UsageError(
      `${importId} has no job (${row.state}): there are no results. Files whose start failed are imported when they are dropped again.`,
      { actual: row.state, expected: 'STARTED' },
    );
  if (job.status === null || !isTerminal(job.status))
    throw new UsageError(`the job of ${importId} has not ended (${job.status ?? 'SUBMITTED'})`, {
      actual: job.status ?? 'SUBMITTED',
      expected: TERMINAL_STATUSES,
    });
  const results = parseS3Uri(job.outputS3Uri ?? '');
  if (!results?.key.endsWith('/'))
    throw new UsageError(
      `the job of ${importId} ended ${job.status} without results. Its files are imported when they are dropped again.`,
      { actual: job.outputS3Uri ?? null, expected: 's3://bucket/folder/' },
    );
  return { row, job, results: { bucket: results.bucket, prefix: results.key } };
}

/** A job is found in the ledger by its data store: the stage's own, or one that a route names. */
async function importOfJob(place: Place, jobId: string): Promise<Import | undefined> {
  const stores = new Set([place.datastoreId, ...place.routes.map(({ datastoreId }) => datastoreId)]);
  for (const datastoreId of stores) {
    const job = await getJob(place.ledger, { datastoreId, jobId });
    if (job) return job.importId === null ? undefined : getImport(place.ledger, job.importId);
  }
  return undefined;
}
