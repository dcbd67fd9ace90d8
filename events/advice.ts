import type { ImportFileRejected, ImportFileWithdrawn, ImportResultsSummarized } from './types.generated.ts';

/** Why a dropped object is not imported: the codes of the schema's `reason`. */
export type RejectionReason = ImportFileRejected['reason'];

/** What the person who dropped a rejected object should do. */
export const rejectionAdvice: Record<RejectionReason, string> = {
  empty: 'Write the object again with at least one line; an empty file is often an export that broke off.',
  'too-large': 'Split the file at line ends into .ndjson files of at most 50 GB each and drop those.',
  'json-not-ndjson':
    'Write each resource on one line (a Bundle: each entry.resource) and drop that as .ndjson.',
  'jsonl-extension': 'Drop the same file under a name that ends in .ndjson; the format is the same.',
  compressed: 'Decompress the file and drop the .ndjson; HealthLake reads no compressed files.',
  archive: 'Unpack the archive and drop the .ndjson files; HealthLake reads no archives.',
  'not-ndjson':
    'Drop FHIR R4 resources as JSON, one on each line, under a name that ends in .ndjson; nothing else is read.',
  'manifest-unreadable':
    'Write _manifest.json again as a JSON array of file names, or as the manifest of a FHIR bulk export: its drop waits for that. A _SUCCESS in the same folder has it imported as it is.',
  'bulk-export-error':
    'Look into the file for what the export left out; export that again once its cause is gone.',
  'bulk-export-deleted':
    'Delete these resources in the data store yourself, if they are to go there too; an import deletes nothing.',
  'not-in-manifest':
    'Name the file in the manifest, write that again and drop a _SUCCESS beside it, or run inlet import on its address; nothing, if it was to stay out.',
  'no-route':
    'Drop the file under the prefix of a configured route, or add a route for this prefix to the stage.',
};

const rowOf = (table: Readonly<Record<string, string>>, code: string): string | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined;

/** Names that are nearly right: what to do, in place of what `not-ndjson` says of all others. */
const NEARLY_NDJSON: readonly (readonly [name: RegExp, advice: string])[] = [
  [
    /\.ndjson$/i,
    'Drop the same file under a name that ends in .ndjson in lower case; in capitals it is another ending.',
  ],
  [
    /\.ndjson[^\p{L}\d/][^/]*$/iu,
    'If it holds one resource on each line, drop it under a name that ends in .ndjson, with nothing behind it.',
  ],
];

/** What the person who dropped this object should do; undefined for a code that this version does not know. */
export function adviceOnRejection(reason: RejectionReason, key: string): string;
export function adviceOnRejection(reason: string, key: string): string | undefined;
export function adviceOnRejection(reason: string, key: string): string | undefined {
  const [, nearly] = NEARLY_NDJSON.find(([name]) => reason === 'not-ndjson' && name.test(key)) ?? [];
  return nearly ?? rowOf(rejectionAdvice, reason);
}

/** Why a file that had been dropped is not imported after all: the codes of the schema's `reason`. */
export type WithdrawalReason = ImportFileWithdrawn['reason'];

/** What the person who took a file back should do. */
export const withdrawalAdvice: Record<WithdrawalReason, string> = {
  deleted:
    'Nothing, if it was to go; otherwise remove its delete marker and run inlet import on its address, or drop it again.',
  gone: 'Nothing, if it was to go; otherwise drop the file again.',
};

/** The same of a file that was taken back. */
export const adviceOnWithdrawal = (reason: string): string | undefined => rowOf(withdrawalAdvice, reason);

/** What the operator should do when HealthLake refuses a start for good, by the error's name. */
const startFailureAdvice: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'Check that the data access role trusts HealthLake, may read the input, write the results and use the keys, and that start-imports may pass it; then drop the files again.',
  ValidationException:
    "Check the route's data store, role, KMS key and S3 locations against the error; then drop the files again.",
  ResourceNotFoundException:
    "The route's data store does not exist in this region: correct the route, deploy, then drop the files again.",
  DataStoreNotActive:
    "The route's data store was deleted or could not be created: name another one in the route, deploy, then drop the files again.",
  NewerContentImported:
    'Newer content of one of its files was imported before it was repeated: nothing is to be done, unless the old content is wanted (inlet import --again with --overwrite).',
  WaitedTooLong:
    'It waited for nearly as long as the ledger keeps its files (ledgerDays): see what it waited for (a paused route?), then drop the files again.',
  ConflictException: 'Wait until the data store is ACTIVE, then drop the files again.',
  ThrottlingException: 'HealthLake was busy for too long: drop the files again when fewer jobs are waiting.',
  InternalServerException:
    'HealthLake failed for too long: see the AWS Health Dashboard, then drop the files again.',
  InvalidRequest:
    "The route makes a request that HealthLake does not allow: correct the route's settings, deploy, then drop the files again.",
};

/** One sentence for any error name; an unknown one leads to the log. */
export function adviceOnStartFailure(errorName: string): string {
  return rowOf(startFailureAdvice, errorName) ?? unknownFailureAdvice;
}

const unknownFailureAdvice =
  'Look for the importId in the log of start-imports, remove the cause, then drop the files again.';

/** What the operator should do about a job that does not end. */
export const overdueAdvice =
  'See with DescribeFHIRImportJob whether its counts still grow; a job that stands still is a case for AWS Support.';

/** What the operator should do about an export job that does not end. */
export const exportOverdueAdvice =
  'See with DescribeFHIRExportJob whether it still runs; the other exports of its data store wait for it.';

/** What the operator should do when an export could not be started, by the error's name. */
const exportFailureAdvice: Readonly<Record<string, string>> = {
  AccessDeniedException:
    "Check that the data access role trusts HealthLake, may write below the export's prefix and use its key, and that run-exports may pass it; then ask for the export again.",
  ValidationException:
    "Check the export's data store, role, KMS key and bucket against the error; then ask for the export again.",
  ResourceNotFoundException:
    "The export's data store does not exist in this region: correct the export, deploy, then ask for it again.",
  DataStoreNotActive:
    "The export's data store was deleted or could not be created: name another one in the export, deploy, then ask for it again.",
  NoSuchExport:
    'Ask for an export that config/<stage>.json has, or add this one there and deploy; then ask for it again with another requestId.',
  InvalidRequest:
    "The export makes a request that HealthLake does not allow: correct the export's settings, deploy, then ask for it again.",
};

/** One sentence for any error name; an unknown one leads to the log. */
export const adviceOnExportFailure = (errorName: string): string =>
  rowOf(exportFailureAdvice, errorName) ??
  'Look for the exportId in the log of run-exports, remove the cause, then ask for the export again.';

/** The message of an event that says that no job could be started. */
export const givenUpText = (attempts: number, errorName: string): string =>
  `No job could be started in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}; the last error was ${errorName}.`;

/** What the person who dropped a manifest before its files should do. */
export const incompleteDropAdvice =
  'Upload the missing files, or write the manifest again without them; a _SUCCESS in the same folder has it imported as it is.';

/** What does not add up in a job's results: the codes of the schema's `problems`. */
export type ResultsProblem = ImportResultsSummarized['problems'][number]['code'];

/** What to do where a job's results do not add up. */
export const resultsAdvice: Record<ResultsProblem, string> = {
  'manifest-absent':
    'Look at the message of the job (DescribeFHIRImportJob): a job that failed as a whole writes no manifest. Mend the cause and drop the files again.',
  'results-elsewhere':
    'Look into the results at outputS3Uri yourself: the job was started by somebody else, with another output location.',
  'manifest-unreadable':
    'Look at Manifest.json beside the results; the counts here are those of the result files instead.',
  'plan-gone':
    'Compare the result files with what was dropped: the work bucket has forgotten the plan (workDays), so no file can be told as missing.',
  'files-missing':
    'Drop the files that are "missing" in inlet-files.ndjson again: the job wrote no results about them.',
  'file-counts-differ':
    'Compare inlet-files.ndjson with what was dropped: the job scanned another number of files than were planned or found in its results.',
  'resources-unaccounted':
    'Look in Manifest.json: the resources scanned are not those imported plus those with errors. Search the data store for some of each file.',
  'failures-unlisted':
    'Look in Manifest.json: it counts more errors than the FAILURE files list, so redrive cannot find all failed lines.',
  'lines-unreadable': 'Look at the sampled lines in the FAILURE files; redrive refuses files that have such.',
};
