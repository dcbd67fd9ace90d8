import type { FollowedJob, Import } from '../ledger/index.ts';
import { getImport, getJob } from '../ledger/index.ts';
import { importBrief, jobBrief } from './briefs.ts';
import type { ImportStatus } from './document.ts';
import { filesWithFailures } from './file-results.ts';
import { nextStepOfHeld, nextStepOfImport } from './next-step.ts';
import type { StatusDeps } from './status-deps.ts';
import { isoTime, rememberNothing } from './status-deps.ts';
import { becauseOf, readSurroundings } from './surroundings.ts';

/**
 * Reads an import by its own id or by that of a job of it.
 * @returns undefined where the ledger knows neither
 */
export async function readImportStatus(deps: StatusDeps, id: string): Promise<ImportStatus | undefined> {
  const around = await readSurroundings(deps);
  const row = (await getImport(deps.ledger, id)) ?? (await importOfJob(deps, id, around.jobs));
  if (!row) return undefined;
  const job = row.jobId === undefined ? undefined : await getJob(deps.ledger, { ...row, jobId: row.jobId });
  const because = await becauseOf(deps, row, {
    ...around,
    jobs: job ? [...around.jobs.filter(({ jobId }) => jobId !== job.jobId), job] : around.jobs,
  });
  const brief = importBrief(row, because);
  const summary = row.summary ?? null;
  const { remember = rememberNothing } = deps;
  const { files, truncated } = await remember(`files ${row.importId} ${row.jobId ?? ''} ${row.version}`, () =>
    filesWithFailures(deps.s3, summary),
  );
  const ofJob = job ? jobBrief(job) : null;
  return {
    kind: 'import',
    schemaVersion: '1',
    stage: deps.stage,
    at: isoTime(deps.now()),
    import: brief,
    job: ofJob,
    summary,
    results: { s3Uri: ofJob?.outputS3Uri ?? null, filesWithFailures: files, truncated },
    earlierAttempts: (row.history ?? []).map((ended) => ({
      attempt: ended.attempt,
      outcome: ended.outcome,
      jobId: ended.jobId ?? null,
      errorName: ended.errorName ?? null,
      repeatedAt: isoTime(ended.repeatedAt),
      reason: ended.reason,
    })),
    nextStep:
      (brief.isOpen && brief.jobId === null ? nextStepOfHeld(deps, row.route, around.paused) : undefined) ??
      nextStepOfImport(deps.stage, brief, ofJob),
  };
}

/** A job's row stands under its data store: the configured ones are asked, then what is open elsewhere. */
async function importOfJob(
  { ledger, routes }: StatusDeps,
  jobId: string,
  open: readonly FollowedJob[],
): Promise<Import | undefined> {
  const stores = new Set(routes.map(({ datastoreId }) => datastoreId));
  let job = open.find((candidate) => candidate.jobId === jobId);
  for (const datastoreId of stores) job ??= await getJob(ledger, { datastoreId, jobId });
  return job && job.importId !== null ? getImport(ledger, job.importId) : undefined;
}
