import type { JobProgressReport } from '@aws-sdk/client-healthlake';
import type { ImportTotals } from './import-files.ts';
import type { Job } from '../jobs/jobs.ts';

const BYTES_PER_MB = 1_000_000;

/** Megabytes as the service writes them, to the byte: 0.023627. */
export const megabytes = (bytes: number): number => bytes / BYTES_PER_MB;

/** @param throughput MB per second while the job runs; 0 when it has ended, as in the service's examples */
export const progressReport = (totals: ImportTotals, throughput = 0): JobProgressReport => ({
  TotalNumberOfScannedFiles: totals.files,
  TotalSizeOfScannedFilesInMB: megabytes(totals.bytes),
  TotalNumberOfImportedFiles: totals.filesImported,
  TotalNumberOfResourcesScanned: totals.scanned,
  TotalNumberOfResourcesImported: totals.imported,
  TotalNumberOfResourcesWithCustomerError: totals.failed,
  TotalNumberOfFilesReadWithCustomerError: totals.filesRefused,
  Throughput: throughput,
});

/** Under this name the manifest is found on AWS, whatever the guide's prose says (`manifest.json`). */
export const MANIFEST = 'Manifest.json';

/** The manifest of an ended import job (Developer Guide, "Importing FHIR data"). */
export const manifestOf = (job: Job, totals: ImportTotals): string =>
  JSON.stringify(
    {
      inputDataConfig: { s3Uri: job.inputUri },
      outputDataConfig: { s3Uri: job.outputUri, encryptionKeyID: job.kmsKeyId },
      successOutput: { successOutputS3Uri: `${job.outputUri}SUCCESS/` },
      failureOutput: { failureOutputS3Uri: `${job.outputUri}FAILURE/` },
      numberOfScannedFiles: totals.files,
      numberOfFilesImported: totals.filesImported,
      sizeOfScannedFilesInMB: megabytes(totals.bytes),
      sizeOfDataImportedSuccessfullyInMB: megabytes(totals.importedBytes),
      numberOfResourcesScanned: totals.scanned,
      numberOfResourcesImportedSuccessfully: totals.imported,
      numberOfResourcesWithCustomerError: totals.failed,
      numberOfResourcesWithServerError: 0,
    },
    null,
    4,
  );
