import type { JobProgressReport } from '@aws-sdk/client-healthlake';
import type { ImportJobStatusChanged } from '../../events/index.ts';

/** Counts of a job, under the names that events and the command line give them. */
export type JobProgress = NonNullable<ImportJobStatusChanged['progress']>;

/** The members of JobProgressReport (API reference); those that the service leaves out are zero. */
export const progressOf = (report: JobProgressReport): JobProgress => ({
  filesScanned: report.TotalNumberOfScannedFiles ?? 0,
  filesImported: report.TotalNumberOfImportedFiles ?? 0,
  filesWithErrors: report.TotalNumberOfFilesReadWithCustomerError ?? 0,
  megabytesScanned: report.TotalSizeOfScannedFilesInMB ?? 0,
  resourcesScanned: report.TotalNumberOfResourcesScanned ?? 0,
  resourcesImported: report.TotalNumberOfResourcesImported ?? 0,
  resourcesWithErrors: report.TotalNumberOfResourcesWithCustomerError ?? 0,
});
