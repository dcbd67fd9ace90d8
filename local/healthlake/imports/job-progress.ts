import type { Parts } from '../action.ts';

/** How far a running import is. */
export interface ImportProgress {
  datastoreId: string;
  jobId: string;
  jobName: string | null;
  filesRead: number;
  files: number;
  bytesRead: number;
  bytes: number;
  /** Scanned so far; how many there are is known when all files are read. */
  resources: number;
  failed: number;
}

/** The running import's progress, for a progress bar; empty while none runs. */
export function importProgress({ imports, jobs }: Pick<Parts, 'imports' | 'jobs'>): ImportProgress[] {
  const running = imports.running();
  const job = running && jobs.findById(running.jobId);
  if (!job) return [];
  const { totals } = running;
  return [
    {
      datastoreId: job.datastoreId,
      jobId: job.jobId,
      jobName: job.jobName ?? null,
      filesRead: totals.filesImported + totals.filesRefused,
      files: totals.files,
      bytesRead: totals.bytesRead,
      bytes: totals.bytes,
      resources: totals.scanned,
      failed: totals.failed,
    },
  ];
}
