import type { DatabaseSync } from 'node:sqlite';
import type { JobProgressReport, JobStatus } from '@aws-sdk/client-healthlake';
import type { ValidationLevel } from '../../../fhir/index.ts';
import { TERMINAL_STATUSES } from '../../../lib/healthlake/index.ts';
import { boundLimit } from '../../ground/index.ts';
import type { ExportSelection, ExportedFile } from './export-selection.ts';
import { openJobsTable } from './jobs-table.ts';
import type { PageStart } from '../protocol/paging.ts';

export type JobKind = 'import' | 'export';

/** An import or export job as the database has it. Times are epoch milliseconds. */
export interface Job {
  /** Its place in the order of submission, which is the order of running. */
  number: number;
  jobId: string;
  kind: JobKind;
  datastoreId: string;
  jobName: string | undefined;
  status: JobStatus;
  submitTime: number;
  endTime: number | undefined;
  /** When SUBMITTED ends. */
  dueAt: number;
  /** Imports only. */
  inputUri: string | undefined;
  /** The job's own folder, below the URI of the request. */
  outputUri: string;
  kmsKeyId: string;
  roleArn: string;
  validationLevel: ValidationLevel | undefined;
  clientToken: string | undefined;
  requestHash: string;
  message: string | undefined;
  /** Known since the submission: why the job cannot run. */
  refusal: string | undefined;
  /** Of an ended import. */
  progress: JobProgressReport | undefined;
  /** Of an export that the FHIR endpoint started ($export). */
  selection?: ExportSelection | undefined;
  /** The files that an export has written. */
  files?: readonly ExportedFile[] | undefined;
  /** Of a completed export: it is the data store at this instant. */
  instant?: number | undefined;
}

export interface JobFilter {
  jobName?: string | undefined;
  status?: string | undefined;
  submittedBefore?: number | undefined;
  submittedAfter?: number | undefined;
}

/** The table of jobs; ended ones stay in it. */
export interface Jobs {
  add(job: Omit<Job, 'number'>): Job;
  find(kind: JobKind, datastoreId: string, jobId: string): Job | undefined;
  findById(jobId: string): Job | undefined;
  findByToken(kind: JobKind, clientToken: string): Job | undefined;
  /** Writes what can change: status, end, message, progress, files, instant. */
  save(job: Job): void;
  /** Jobs that have not ended, in the order of their submission. */
  open(kind?: JobKind): Job[];
  /** The newest first, from behind `start` on. */
  page(kind: JobKind, datastoreId: string, filter: JobFilter, start: PageStart, limit: number): Job[];
  /** The newest first, those among them that a List does not show: exports that are downloaded. */
  latest(kind: JobKind, datastoreId: string, limit: number): Job[];
  all(): Job[];
  clear(): void;
}

interface Row {
  number: number;
  job_id: string;
  kind: JobKind;
  datastore_id: string;
  job_name: string | null;
  status: JobStatus;
  submit_time: number;
  end_time: number | null;
  due_at: number;
  input_uri: string | null;
  output_uri: string;
  kms_key_id: string;
  role_arn: string;
  validation_level: ValidationLevel | null;
  client_token: string | null;
  request_hash: string;
  message: string | null;
  refusal: string | null;
  progress: string | null;
  selection: string | null;
  files: string | null;
  instant: number | null;
}

export function openJobs(database: DatabaseSync): Jobs {
  const ended = TERMINAL_STATUSES.map((status) => `'${status}'`).join(', ');
  openJobsTable(database, ended);
  const add = database.prepare(
    `INSERT INTO healthlake_jobs
       (job_id, kind, datastore_id, job_name, status, submit_time, due_at, input_uri, output_uri, kms_key_id,
        role_arn, validation_level, client_token, request_hash, message, refusal, selection)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const findById = database.prepare('SELECT * FROM healthlake_jobs WHERE job_id = ?');
  const findByToken = database.prepare(
    'SELECT * FROM healthlake_jobs WHERE client_token = ? AND kind = ? ORDER BY number DESC',
  );
  const save = database.prepare(
    'UPDATE healthlake_jobs SET status = ?, end_time = ?, message = ?, progress = ?, files = ?, instant = ? WHERE number = ?',
  );
  const open = database.prepare(
    `SELECT * FROM healthlake_jobs WHERE status NOT IN (${ended}) AND ($kind IS NULL OR kind = $kind) ORDER BY number`,
  );
  const page = database.prepare(
    `SELECT * FROM healthlake_jobs
     WHERE datastore_id = $datastoreId AND kind = $kind AND output_uri <> '' AND number < $before AND submit_time <= $notAfter
       AND ($name IS NULL OR job_name = $name) AND ($status IS NULL OR status = $status)
       AND ($submittedBefore IS NULL OR submit_time < $submittedBefore)
       AND ($submittedAfter IS NULL OR submit_time > $submittedAfter)
     ORDER BY number DESC ${boundLimit('$limit')}`,
  );
  const latest = database.prepare(
    `SELECT * FROM healthlake_jobs WHERE datastore_id = ? AND kind = ? ORDER BY number DESC ${boundLimit('?')}`,
  );
  const all = database.prepare('SELECT * FROM healthlake_jobs ORDER BY number');

  const one = (row: unknown): Job | undefined => (row ? jobOf(row as Row) : undefined);
  const many = (rows: unknown[]): Job[] => rows.map((row) => jobOf(row as Row));

  return {
    add: (job) =>
      jobOf(
        add.get(
          job.jobId,
          job.kind,
          job.datastoreId,
          job.jobName ?? null,
          job.status,
          job.submitTime,
          job.dueAt,
          job.inputUri ?? null,
          job.outputUri,
          job.kmsKeyId,
          job.roleArn,
          job.validationLevel ?? null,
          job.clientToken ?? null,
          job.requestHash,
          job.message ?? null,
          job.refusal ?? null,
          job.selection ? JSON.stringify(job.selection) : null,
        ) as unknown as Row,
      ),
    find(kind, datastoreId, jobId) {
      const job = one(findById.get(jobId));
      return job?.kind === kind && job.datastoreId === datastoreId ? job : undefined;
    },
    findById: (jobId) => one(findById.get(jobId)),
    findByToken: (kind, clientToken) => one(findByToken.get(clientToken, kind)),
    save(job) {
      const progress = job.progress ? JSON.stringify(job.progress) : null;
      const files = job.files ? JSON.stringify(job.files) : null;
      const { status, endTime = null, message = null, instant = null, number } = job;
      save.run(status, endTime, message, progress, files, instant, number);
    },
    open: (kind) => many(open.all({ kind: kind ?? null })),
    page: (kind, datastoreId, filter, { before, notAfter }, limit) =>
      many(
        page.all({
          datastoreId,
          kind,
          before,
          notAfter,
          name: filter.jobName ?? null,
          status: filter.status ?? null,
          submittedBefore: filter.submittedBefore ?? null,
          submittedAfter: filter.submittedAfter ?? null,
          limit,
        }),
      ),
    latest: (kind, datastoreId, limit) => many(latest.all(datastoreId, kind, limit)),
    all: () => many(all.all()),
    clear() {
      database.exec('DELETE FROM healthlake_jobs');
    },
  };
}

const jobOf = (row: Row): Job => ({
  number: row.number,
  jobId: row.job_id,
  kind: row.kind,
  datastoreId: row.datastore_id,
  jobName: row.job_name ?? undefined,
  status: row.status,
  submitTime: row.submit_time,
  endTime: row.end_time ?? undefined,
  dueAt: row.due_at,
  inputUri: row.input_uri ?? undefined,
  outputUri: row.output_uri,
  kmsKeyId: row.kms_key_id,
  roleArn: row.role_arn,
  validationLevel: row.validation_level ?? undefined,
  clientToken: row.client_token ?? undefined,
  requestHash: row.request_hash,
  message: row.message ?? undefined,
  refusal: row.refusal ?? undefined,
  progress: row.progress === null ? undefined : (JSON.parse(row.progress) as JobProgressReport),
  selection: row.selection === null ? undefined : (JSON.parse(row.selection) as ExportSelection),
  files: row.files === null ? undefined : (JSON.parse(row.files) as ExportedFile[]),
  instant: row.instant ?? undefined,
});
