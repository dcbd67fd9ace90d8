import type { StageResources } from '../stage/index.ts';
import type { Arrival, ExportRun, FollowedJob, Import } from '../../lib/ledger/index.ts';
import { arrivalsOf, getExportRun, getImport, getJob, openJobs } from '../../lib/ledger/index.ts';
import { readPlan } from '../../lib/plans/index.ts';
import type { TraceSubject } from './trace-subject.ts';

/** What finding a subject needs of a stage. */
export type SubjectStage = Pick<
  StageResources,
  'ledger' | 's3' | 'workBucket' | 'inboxBucket' | 'routes' | 'exports' | 'maskKey'
>;

/** The newest writes of a key, and the first files of an import, that are looked for. */
const MOST_WRITES = 20;
const MOST_FILES = 20;

/** Clocks of S3, the functions and CloudWatch Logs are not one; and a file is on its way before it is recorded. */
const BEFORE_MS = 10 * 60_000;

const nothing = (): TraceSubject => ({
  importIds: new Set(),
  jobIds: new Set(),
  exportIds: new Set(),
  eventIds: new Set(),
  files: [],
  drops: [],
  since: Infinity,
  otherFiles: 0,
});

/** The subject of a file: its writes, their drops, imports and jobs. Without a write in the ledger it is the key alone. */
export async function subjectOfKey(stage: SubjectStage, key: string): Promise<TraceSubject> {
  const subject = nothing();
  subject.files.push({ bucket: stage.inboxBucket, key: stage.maskKey(key) });
  let writes = 0;
  for await (const arrival of arrivalsOf(stage.ledger, stage.inboxBucket, key)) {
    const row = arrival.importId === undefined ? undefined : await getImport(stage.ledger, arrival.importId);
    addArrival(stage, subject, arrival, row);
    if (row) addImport(stage, subject, row);
    if ((writes += 1) === MOST_WRITES) break;
  }
  return begun(subject);
}

/** The subject of an import, an export or a job, by its id; undefined where the ledger knows none of them. */
export async function subjectOfId(stage: SubjectStage, id: string): Promise<TraceSubject | undefined> {
  const job = id.startsWith('imp-') ? undefined : await findJob(stage, id);
  const row = await getImport(stage.ledger, job?.importId ?? id);
  const run = await getExportRun(stage.ledger, job?.exportId ?? id);
  if (!job && !row && !run) return undefined;
  const subject = nothing();
  if (job) {
    subject.jobIds.add(job.jobId);
    subject.since = job.startedAt;
  }
  if (run) addExport(subject, run);
  if (row) {
    addImport(stage, subject, row);
    await addFiles(stage, subject, row);
  }
  return begun(subject);
}

const begun = (subject: TraceSubject): TraceSubject => ({
  ...subject,
  since: Number.isFinite(subject.since) ? subject.since - BEFORE_MS : 0,
});

function addArrival(
  { maskKey }: SubjectStage,
  subject: TraceSubject,
  { eventId, route, drop, recordedAt, state }: Arrival,
  row: Import | undefined,
): void {
  if (eventId !== undefined) subject.eventIds.add(eventId);
  subject.since = Math.min(subject.since, recordedAt);
  if (state === 'pending' || state === 'assigned')
    subject.drops.push({ route, drop: maskKey(drop), from: recordedAt, to: row?.createdAt ?? Infinity });
}

function addImport({ maskKey }: SubjectStage, subject: TraceSubject, row: Import): void {
  const { importId, jobId, history = [], route, drop, arrivedAt = row.createdAt, createdAt } = row;
  subject.importIds.add(importId);
  for (const id of [jobId, ...history.map((run) => run.jobId)]) if (id !== undefined) subject.jobIds.add(id);
  subject.since = Math.min(subject.since, arrivedAt);
  subject.drops.push({ route, drop: maskKey(drop), from: arrivedAt, to: createdAt });
}

function addExport(subject: TraceSubject, { exportId, jobId, createdAt }: ExportRun): void {
  subject.exportIds.add(exportId);
  if (jobId !== undefined) subject.jobIds.add(jobId);
  subject.since = Math.min(subject.since, createdAt);
}

/** The first files of an import's plan. A plan is kept for `workDays`: later its files are not known here. */
async function addFiles(stage: SubjectStage, subject: TraceSubject, row: Import): Promise<void> {
  const plan = await readPlan(stage, row).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  });
  for (const { key, sequencer } of plan?.files.slice(0, MOST_FILES) ?? []) {
    subject.files.push({ bucket: row.bucket, key: stage.maskKey(key) });
    for await (const arrival of arrivalsOf(stage.ledger, row.bucket, key))
      if (arrival.sequencer === sequencer && arrival.eventId !== undefined)
        subject.eventIds.add(arrival.eventId);
  }
  subject.otherFiles = Math.max(0, (plan?.files.length ?? row.fileCount) - subject.files.length);
}

/** A job's row stands under its data store: the configured ones are asked, then what is open elsewhere. */
async function findJob(
  { ledger, routes, exports }: SubjectStage,
  jobId: string,
): Promise<FollowedJob | undefined> {
  for (const datastoreId of new Set([...routes, ...exports].map((one) => one.datastoreId))) {
    const job = await getJob(ledger, { datastoreId, jobId });
    if (job) return job;
  }
  return (await openJobs(ledger)).find((job) => job.jobId === jobId);
}
