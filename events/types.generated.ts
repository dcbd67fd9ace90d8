/** Generated from events/*.schema.json by `npm run generate`; edit the schemas instead. */
/* eslint-disable */

/**
 * A HealthLake import job has a new status. One event for each change that was observed; a status that the job passed between two observations is skipped.
 */
export interface ImportJobStatusChanged {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same change: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, jobId, sequence].
   */
  eventId: string;
  /**
   * 1, 2, 3 ... for each job, without a gap. Orders the events of a job; EventBridge does not.
   */
  sequence: number;
  /**
   * The data store that is imported into.
   */
  datastoreId: string;
  /**
   * HealthLake's id of the job.
   */
  jobId: string;
  /**
   * HealthLake's name of the job: the importId for a job that Inlet started, with `-2` and so on for its later attempts; null for a job without a name.
   */
  jobName: string | null;
  /**
   * Inlet's import that the job belongs to; null for a job that Inlet did not start.
   */
  importId: string | null;
  /**
   * The status before this one; null for the first event of a job.
   */
  previousStatus: string | null;
  /**
   * HealthLake's JobStatus. Ended are COMPLETED, COMPLETED_WITH_ERRORS, FAILED and CANCEL_COMPLETED. Any other string is possible: the service may get new ones; take an unknown one as not ended.
   */
  status: string;
  /**
   * When HealthLake took the job, UTC.
   */
  submitTime: string;
  /**
   * When the job ended, UTC; null until then.
   */
  endTime: string | null;
  /**
   * What the job reads: one object, or a folder with a trailing slash.
   */
  inputS3Uri: string;
  /**
   * The job's own folder of results, as HealthLake resolved it: Manifest.json, SUCCESS/ and FAILURE/ are in it. Null until it is known.
   */
  outputS3Uri: string | null;
  /**
   * How many files Inlet planned for the job; null for a job that Inlet did not start.
   */
  fileCount: number | null;
  /**
   * HealthLake's JobProgressReport; null until the service gives one.
   */
  progress: {
    /**
     * Files read.
     */
    filesScanned: number;
    /**
     * Files of which something was imported.
     */
    filesImported: number;
    /**
     * Files that could not be read because of their content.
     */
    filesWithErrors: number;
    /**
     * Size of the files read, in MB.
     */
    megabytesScanned: number;
    /**
     * Lines read.
     */
    resourcesScanned: number;
    /**
     * Lines stored.
     */
    resourcesImported: number;
    /**
     * Lines refused because of their content. Errors of the service itself are counted in Manifest.json only.
     */
    resourcesWithErrors: number;
  } | null;
  /**
   * Job-level text of the service where it is one of the texts known to hold nothing of the data, otherwise null. Never resource content.
   */
  message: string | null;
}

/**
 * The results of an ended import job were read: how many resources and files it read, whether that adds up, and what was wrong with the lines that failed. It follows the end in "Import Job Status Changed", one for each job.
 */
export interface ImportResultsSummarized {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery about the same job: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, jobId].
   */
  eventId: string;
  /**
   * The data store that was imported into.
   */
  datastoreId: string;
  /**
   * HealthLake's id of the job.
   */
  jobId: string;
  /**
   * Inlet's import that the job belongs to; null for a job that Inlet did not start.
   */
  importId: string | null;
  /**
   * The status that the job ended with.
   */
  status: string;
  /**
   * The job's own folder of results; null where it has none.
   */
  outputS3Uri: string | null;
  /**
   * inlet-summary.json: all of this, with every issue that was told apart. Null where the job has no folder of results in the results bucket.
   */
  summaryS3Uri: string | null;
  /**
   * inlet-files.ndjson: for each file its original key, version id, staged name, lines, imported and failed. Null as before.
   */
  filesS3Uri: string | null;
  /**
   * Whether every planned file was read and every resource in it was imported or is told as failed. Failed lines alone make an import no less complete.
   */
  complete: boolean;
  /**
   * What does not add up.
   *
   * @maxItems 9
   */
  problems: {
    /**
     * What it is.
     */
    code:
      | 'manifest-absent'
      | 'results-elsewhere'
      | 'manifest-unreadable'
      | 'plan-gone'
      | 'files-missing'
      | 'file-counts-differ'
      | 'resources-unaccounted'
      | 'failures-unlisted'
      | 'lines-unreadable';
    /**
     * How many files, resources or lines; null where there is nothing to count.
     */
    count: number | null;
    /**
     * What to do, in a sentence or two.
     */
    advice: string;
  }[];
  /**
   * Counts of input files.
   */
  files: {
    /**
     * In the import's plan; null for a job that Inlet did not start.
     */
    planned: number | null;
    /**
     * By the manifest; without one, those that have results.
     */
    scanned: number;
    /**
     * Planned, and without results; null where there is no plan to compare with.
     */
    missing: number | null;
    /**
     * Read though not planned: they came into the folder before the job read it. Null as before.
     */
    alsoRead: number | null;
    /**
     * With at least one failed line.
     */
    withFailures: number;
  };
  /**
   * Counts of resources, by the manifest; without one, by the lines of the result files.
   */
  resources: {
    /**
     * Lines read.
     */
    scanned: number;
    /**
     * Lines stored.
     */
    imported: number;
    /**
     * Lines refused because of their content.
     */
    customerErrors: number;
    /**
     * Lines that failed by the service's own trouble: redrive may drop them again as they are.
     */
    serverErrors: number;
    /**
     * Stored lines whose type and id an earlier line of the same job had: which of them stays is the service's choice. Null where the results do not say which resource a line was.
     */
    repeated: number | null;
    /**
     * True where there were more than a million distinct resources and repeated is that of a sample, times its share.
     */
    repeatedIsEstimate: boolean;
  };
  /**
   * What was wrong with the failed lines, the most frequent first.
   *
   * @maxItems 100
   */
  issues: {
    /**
     * FHIR's issue type; unlisted for anything else.
     */
    code: string;
    /**
     * The R4 element, without positions in lists; null where none is named or R4 has no such element.
     */
    path: string | null;
    /**
     * The service's text where it is a known one, with what it quotes in braces instead; null for any other.
     */
    text: string | null;
    /**
     * Of any other text a keyed hash, so that the same text is seen to be the same; null for a known one.
     */
    textHash: string | null;
    /**
     * Failed lines that have it.
     */
    lines: number;
    /**
     * Up to three of them: the file's key (or its name in the results), a colon, the line's number as the service counts.
     *
     * @maxItems 3
     */
    samples: string[];
  }[];
  /**
   * Issues of lines that were one kind too many to be told apart.
   */
  otherIssueLines: number;
  /**
   * Whether inlet-summary.json has more issues than this event: it holds 100 at most, and 64 KB.
   */
  truncated: boolean;
}

/**
 * An object in the inbox will not be imported as it is. It stays where it lies; `advice` says what to do. The same key written again is judged anew.
 */
export interface ImportFileRejected {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same rejection: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, bucket, key, sequencer].
   */
  eventId: string;
  /**
   * The inbox.
   */
  bucket: string;
  /**
   * The object's key, as it is (not URL-encoded).
   */
  key: string;
  /**
   * The object's version; null in a bucket without versions.
   */
  versionId: string | null;
  /**
   * Size in bytes.
   */
  size: number;
  /**
   * The object's ETag without quotes. Opaque: in a bucket encrypted with KMS it is no hash of the content.
   */
  etag: string;
  /**
   * S3's sequencer of the event: orders the events of one key. Of an object that a listing found: "-" and its version.
   */
  sequencer: string;
  /**
   * The route that the key belongs to; null where it belongs to none.
   */
  route: string | null;
  /**
   * The drop (first folder below the route's prefix); null for an object directly under the prefix and where there is no route.
   */
  drop: string | null;
  /**
   * What is wrong with the object.
   */
  reason:
    | 'empty'
    | 'too-large'
    | 'json-not-ndjson'
    | 'jsonl-extension'
    | 'compressed'
    | 'archive'
    | 'not-ndjson'
    | 'manifest-unreadable'
    | 'bulk-export-error'
    | 'bulk-export-deleted'
    | 'not-in-manifest'
    | 'no-route';
  /**
   * What to do, in one sentence.
   */
  advice: string;
  /**
   * When Inlet judged the object, UTC.
   */
  recordedAt: string;
}

/**
 * A file was recorded, and deleted before a plan had it: it is not imported. A write of the key that came later is a file of its own, and a file that was overwritten is not told.
 */
export interface ImportFileWithdrawn {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same withdrawal: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, bucket, key, sequencer].
   */
  eventId: string;
  /**
   * The inbox.
   */
  bucket: string;
  /**
   * The object's key, as it is (not URL-encoded).
   */
  key: string;
  /**
   * The version that was recorded; null in a bucket without versions.
   */
  versionId: string | null;
  /**
   * Size in bytes.
   */
  size: number;
  /**
   * The object's ETag without quotes. Opaque: in a bucket encrypted with KMS it is no hash of the content.
   */
  etag: string;
  /**
   * S3's sequencer of the event: orders the events of one key. Of an object that a listing found: "-" and its version.
   */
  sequencer: string;
  /**
   * The route that the key belongs to.
   */
  route: string;
  /**
   * The drop (first folder below the route's prefix); null for a file directly under the prefix.
   */
  drop: string | null;
  /**
   * What became of the file.
   */
  reason: 'deleted' | 'gone';
  /**
   * What to do, in one sentence.
   */
  advice: string;
  /**
   * When Inlet recorded the file, UTC.
   */
  recordedAt: string;
  /**
   * When Inlet found that it is not there any more, UTC.
   */
  withdrawnAt: string;
}

/**
 * HealthLake kept refusing to start an import and Inlet has given up on this attempt. No job exists. The files stay importable: drop them again once the cause is gone.
 */
export interface ImportStartFailed {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same failure: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, importId, attempt].
   */
  eventId: string;
  /**
   * Inlet's import.
   */
  importId: string;
  /**
   * The data store that was to be imported into.
   */
  datastoreId: string;
  /**
   * The name that the job was to have.
   */
  jobName: string;
  /**
   * Number of the attempt to import these files: 1, and one more for each import that was asked for again.
   */
  attempt: number;
  /**
   * What the job was to read; null where the import failed before that was decided.
   */
  inputS3Uri: string | null;
  /**
   * How many files the import holds.
   */
  fileCount: number;
  /**
   * Name of the last error: HealthLake's own, or InvalidRequest where Inlet's table of constraints refused the request before it was sent.
   */
  errorName: string;
  /**
   * The last error's text where it is one of the texts known to hold nothing of the data, otherwise null.
   */
  message: string | null;
  /**
   * When the start was first tried, UTC.
   */
  firstAttemptAt: string;
  /**
   * When Inlet gave up, UTC.
   */
  gaveUpAt: string;
  /**
   * What to do, in one sentence.
   */
  advice: string;
}

/**
 * An import job has been open for longer than `overdueAfterSeconds`. It is told once; the job is followed on, and its end is told as always.
 */
export interface ImportJobOverdue {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery about the same job: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, jobId].
   */
  eventId: string;
  /**
   * The data store that is imported into.
   */
  datastoreId: string;
  /**
   * HealthLake's id of the job.
   */
  jobId: string;
  /**
   * HealthLake's name of the job: the importId for a job that Inlet started, with `-2` and so on for its later attempts; null for a job without a name.
   */
  jobName: string | null;
  /**
   * Inlet's import that the job belongs to; null for a job that Inlet did not start.
   */
  importId: string | null;
  /**
   * The last status that was seen; null where HealthLake has not shown the job yet.
   */
  status: string | null;
  /**
   * When HealthLake took the job, UTC.
   */
  submitTime: string;
  /**
   * What the job reads: one object, or a folder with a trailing slash.
   */
  inputS3Uri: string;
  /**
   * How long a job may be open before it is told, in seconds.
   */
  overdueAfterSeconds: number;
  /**
   * What to do, in one sentence.
   */
  advice: string;
}

/**
 * The counts of an import job that runs, for routes with `progressEventMinutes`. They have no `sequence`: they come between the events of a job's status, which stay complete without them, and one that could not be delivered gives way to a newer one.
 */
export interface ImportJobProgress {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same counts: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, jobId, observedAt].
   */
  eventId: string;
  /**
   * The data store that is imported into.
   */
  datastoreId: string;
  /**
   * HealthLake's id of the job.
   */
  jobId: string;
  /**
   * HealthLake's name of the job: the importId for a job that Inlet started, with `-2` and so on for its later attempts; null for a job without a name.
   */
  jobName: string | null;
  /**
   * Inlet's import that the job belongs to; null for a job that Inlet did not start.
   */
  importId: string | null;
  /**
   * HealthLake's JobStatus when it was looked at. Ended are COMPLETED, COMPLETED_WITH_ERRORS, FAILED and CANCEL_COMPLETED. Any other string is possible: the service may get new ones; take an unknown one as not ended.
   */
  status: string;
  /**
   * When HealthLake took the job, UTC.
   */
  submitTime: string;
  /**
   * When HealthLake was asked for the counts, UTC. Of two events about a job the later one holds.
   */
  observedAt: string;
  /**
   * What the job reads: one object, or a folder with a trailing slash.
   */
  inputS3Uri: string;
  /**
   * How many files Inlet planned for the job; null for a job that Inlet did not start.
   */
  fileCount: number | null;
  /**
   * HealthLake's JobProgressReport so far.
   */
  progress: {
    /**
     * Files read.
     */
    filesScanned: number;
    /**
     * Files of which something was imported.
     */
    filesImported: number;
    /**
     * Files that could not be read because of their content.
     */
    filesWithErrors: number;
    /**
     * Size of the files read, in MB.
     */
    megabytesScanned: number;
    /**
     * Lines read.
     */
    resourcesScanned: number;
    /**
     * Lines stored.
     */
    resourcesImported: number;
    /**
     * Lines refused because of their content. Errors of the service itself are counted in Manifest.json only.
     */
    resourcesWithErrors: number;
  };
}

/**
 * A drop's manifest announces more than has arrived in its route's `maxAgeSeconds`. Nothing of the drop is imported until it is there.
 */
export interface DropIncomplete {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery about the same manifest: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, bucket, marker, markerSequencer].
   */
  eventId: string;
  /**
   * The inbox.
   */
  bucket: string;
  /**
   * The route that the drop belongs to.
   */
  route: string;
  /**
   * The drop (first folder below the route's prefix); null for files directly under the prefix.
   */
  drop: string | null;
  /**
   * The key of the manifest.
   */
  marker: string;
  /**
   * S3's sequencer of the manifest's event: a manifest that is written again has another one. Of a manifest in a sub-folder: "-" and its version.
   */
  markerSequencer: string;
  /**
   * How many files to import the manifest announces, its pages together.
   */
  announcedFiles: number;
  /**
   * How many files to import lie in the manifest's folder and below it.
   */
  presentFiles: number;
  /**
   * How many of them are not there; a page of the manifest that has not come, and a manifest that cannot be read, count as one.
   */
  missingFiles: number;
  /**
   * The keys of the first of them, 20 at most; none where names say nothing and files are counted.
   *
   * @maxItems 20
   */
  missing: string[];
  /**
   * What is announced and what is there by resource type, where files are counted and the manifest says types: the 20 that lack most. A file's type is what its name begins with.
   *
   * @maxItems 20
   */
  types: {
    /**
     * The resource type.
     */
    type: string;
    /**
     * How many files of it are announced.
     */
    announced: number;
    /**
     * How many are there.
     */
    present: number;
  }[];
  /**
   * When the manifest was recorded, or the last one where there are several, UTC.
   */
  markedAt: string;
  /**
   * What to do, in one sentence.
   */
  advice: string;
}

/**
 * HealthLake has answered an action that was asked for by "HealthLake Action Requested". A job or a data store that it started is followed from now on.
 */
export interface HealthLakeActionCompleted {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same answer: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, requestId].
   */
  eventId: string;
  /**
   * The request's own id.
   */
  requestId: string;
  /**
   * The action of the HealthLake API that was asked for.
   */
  action: string;
  /**
   * The answer, with the members that the HealthLake API gives it; times are ISO 8601, UTC. Free texts (Message, ErrorMessage, Metadata) are null unless they are known to hold nothing of the data. Null where it is larger than 200 KB.
   */
  result: {
    [k: string]: unknown;
  } | null;
  /**
   * Where the answer lies that is larger than 200 KB: a JSON object below `actions/` in the results bucket. Otherwise null.
   */
  resultS3Uri: string | null;
}

/**
 * An action that was asked for by "HealthLake Action Requested" was not done: the request is not allowed or not right, or HealthLake refused it. Where `retryable` is true because HealthLake did not answer, it may have been done all the same: ask again with the same requestId.
 */
export interface HealthLakeActionFailed {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same failure: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, requestId, run, refusal]; where the request has no usable requestId, the id of its event stands in its place.
   */
  eventId: string;
  /**
   * The request's own id; null where it has none, or one that is not of the form.
   */
  requestId: string | null;
  /**
   * The action that was asked for; null where it is none of the HealthLake API.
   */
  action: string | null;
  /**
   * What was wrong: HealthLake's own name of the error, or one of Inlet's.
   */
  errorName: string;
  /**
   * What was wrong and what to do, in words of Inlet's own: never a text of the request or of the service.
   */
  message: string;
  /**
   * Whether the same request may succeed when it is asked for again with the same requestId. Where it is false, asking again gets this same answer.
   */
  retryable: boolean;
}

/**
 * A data store comes or goes: one that was created or deleted on request, or one of the stage's that HealthLake's own events told of. Order by sequence.
 */
export interface DataStoreStatusChanged {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same change: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, sequence].
   */
  eventId: string;
  /**
   * 1 for the first change of this data store that Inlet saw, then 2, 3, ... without a gap.
   */
  sequence: number;
  /**
   * The data store.
   */
  datastoreId: string;
  /**
   * Its name; null where it has none.
   */
  datastoreName: string | null;
  /**
   * The request that asked for the change; null where none did.
   */
  requestId: string | null;
  /**
   * The status of the event before it; null in the first.
   */
  previousStatus: string | null;
  /**
   * Its status now. Values may be added.
   */
  status: string;
  /**
   * Its FHIR endpoint; null where HealthLake names none.
   */
  endpoint: string | null;
  /**
   * Why it could not be created; null for any other change.
   */
  cause: {
    /**
     * HealthLake's ErrorCategory: RETRYABLE_ERROR or NON_RETRYABLE_ERROR; null where it names none.
     */
    category: string | null;
    /**
     * HealthLake's ErrorMessage where it is one of the texts known to hold nothing of the data, otherwise null.
     */
    message: string | null;
  } | null;
  /**
   * When Inlet saw the change, UTC.
   */
  observedAt: string;
}

/**
 * Somebody gave a data store of the stage another value of one of `requiredTags`. Told once for each change, as it was seen when tags were read.
 */
export interface DataStoreTagsDrifted {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same change: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, sequence].
   */
  eventId: string;
  /**
   * 1 for the first change of this data store's tags that Inlet saw, then 2, 3, ... without a gap.
   */
  sequence: number;
  /**
   * The data store.
   */
  datastoreId: string;
  /**
   * The names of the tags whose values differ, all of them, as `requiredTags` has them. Values are not told: anybody may have written anything into them.
   *
   * @minItems 1
   * @maxItems 50
   */
  keys: string[];
  /**
   * Whether Inlet puts the required values back (`repairTags`).
   */
  repaired: boolean;
  /**
   * When Inlet saw the change, UTC.
   */
  observedAt: string;
}

/**
 * A data store's tag `inlet:route` makes no route: the configuration has one of that prefix, or another data store's tag names it too, or it is no prefix. Told once for each value of the tag and reason.
 */
export interface RouteTagRefused {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same refusal: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, sequence].
   */
  eventId: string;
  /**
   * 1 for the first refusal of this data store's tag, then 2, 3, ... without a gap.
   */
  sequence: number;
  /**
   * The data store that has the tag.
   */
  datastoreId: string;
  /**
   * Why the tag makes no route.
   */
  reason: ('configured-route' | 'same-prefix' | 'not-a-prefix') & string;
  /**
   * For same-prefix: the other data stores; otherwise empty.
   *
   * @maxItems 20
   */
  otherDatastoreIds: string[];
  /**
   * When Inlet read the tag, UTC.
   */
  observedAt: string;
}

/**
 * A HealthLake export job has a new status. One event for each change that was observed; a status that the job passed between two observations is skipped.
 */
export interface ExportJobStatusChanged {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery of the same change: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, jobId, sequence].
   */
  eventId: string;
  /**
   * 1, 2, 3 ... for each job, without a gap. Orders the events of a job; EventBridge does not.
   */
  sequence: number;
  /**
   * The data store that is exported.
   */
  datastoreId: string;
  /**
   * HealthLake's id of the job.
   */
  jobId: string;
  /**
   * HealthLake's name of the job: the exportId for a job of a configured export; null for a job without a name.
   */
  jobName: string | null;
  /**
   * The export of `config/<stage>.json` that the job is of; null for a job that was started otherwise.
   */
  exportName: string | null;
  /**
   * Inlet's run of that export; null as exportName.
   */
  exportId: string | null;
  /**
   * The status before this one; null for the first event of a job.
   */
  previousStatus: string | null;
  /**
   * HealthLake's JobStatus. Ended are COMPLETED, COMPLETED_WITH_ERRORS, FAILED and CANCEL_COMPLETED. Any other string is possible: the service may get new ones; take an unknown one as not ended.
   */
  status: string;
  /**
   * When HealthLake took the job, UTC.
   */
  submitTime: string;
  /**
   * When the job ended, UTC; null until then.
   */
  endTime: string | null;
  /**
   * The job's own folder, as HealthLake resolved it, with a folder of NDJSON files for each resource type. Null until it is known.
   */
  outputS3Uri: string | null;
  /**
   * What lies in the job's folder when the job has ended, by a listing; null before, and where Inlet may not list the folder.
   */
  files: {
    /**
     * NDJSON files in all.
     */
    count: number;
    /**
     * Their size in all, bytes.
     */
    bytes: number;
    /**
     * The same by resource type, in alphabetical order.
     *
     * @maxItems 200
     */
    types: {
      /**
       * The resource type: the name of its folder.
       */
      resourceType: string;
      /**
       * Its files.
       */
      files: number;
      /**
       * Their size, bytes.
       */
      bytes: number;
    }[];
  } | null;
  /**
   * Job-level text of the service where it is one of the texts known to hold nothing of the data, otherwise null. Never resource content.
   */
  message: string | null;
}

/**
 * An export job has been open for longer than `overdueAfterSeconds`. It is told once; the job is followed on, and its end is told as always.
 */
export interface ExportJobOverdue {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery about the same job: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, jobId].
   */
  eventId: string;
  /**
   * The data store that is exported.
   */
  datastoreId: string;
  /**
   * HealthLake's id of the job.
   */
  jobId: string;
  /**
   * HealthLake's name of the job: the exportId for a job of a configured export; null for a job without a name.
   */
  jobName: string | null;
  /**
   * The export of `config/<stage>.json` that the job is of; null for a job that was started otherwise.
   */
  exportName: string | null;
  /**
   * Inlet's run of that export; null as exportName.
   */
  exportId: string | null;
  /**
   * The last status that was seen; null where there was none yet.
   */
  status: string | null;
  /**
   * When HealthLake took the job, UTC.
   */
  submitTime: string;
  /**
   * The job's own folder; null until it is known.
   */
  outputS3Uri: string | null;
  /**
   * How long the job may be open, seconds.
   */
  overdueAfterSeconds: number;
  /**
   * What to do, in one sentence.
   */
  advice: string;
}

/**
 * A run of an export waits, since another export job of its data store is open. It is told once for a run; the run starts by itself when that job has ended.
 */
export interface ExportHeld {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery about the same run: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, exportId].
   */
  eventId: string;
  /**
   * The export, as `config/<stage>.json` names it.
   */
  exportName: string;
  /**
   * Inlet's run of the export: `exp-<name>-<due time>-<hash>`, also the name of its job. The same for the same due time, or the same request.
   */
  exportId: string;
  /**
   * The data store that is exported.
   */
  datastoreId: string;
  /**
   * Who asked for it.
   */
  cause: 'schedule' | 'event' | 'command';
  /**
   * The `requestId` of the event, or of the command; null for a due time of the schedule.
   */
  requestId: string | null;
  /**
   * When it was due by its schedule, or asked for, UTC.
   */
  dueAt: string;
  /**
   * The open job; null where Inlet does not follow it, or does not know yet whether its start was taken.
   */
  openJobId: string | null;
  /**
   * The export that the open job is of; null for one that was started otherwise.
   */
  openExportName: string | null;
}

/**
 * HealthLake refused to start an export for so long that Inlet gave it up, or the export that was asked for is none of the stage. Nothing was exported by this run.
 */
export interface ExportStartFailed {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery about the same run: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, exportId].
   */
  eventId: string;
  /**
   * The export, as `config/<stage>.json` names it.
   */
  exportName: string;
  /**
   * Inlet's run of the export: `exp-<name>-<due time>-<hash>`, also the name of its job. The same for the same due time, or the same request.
   */
  exportId: string;
  /**
   * The data store that was to be exported; null where it is not known.
   */
  datastoreId: string | null;
  /**
   * Who asked for it.
   */
  cause: 'schedule' | 'event' | 'command';
  /**
   * The `requestId` of the event, or of the command; null for a due time of the schedule.
   */
  requestId: string | null;
  /**
   * When it was due by its schedule, or asked for, UTC.
   */
  dueAt: string;
  /**
   * The last error's name: of HealthLake's API, or NoSuchExport, DataStoreNotActive, InvalidRequest.
   */
  errorName: string;
  /**
   * How often it was tried, and the last error's name. Never the service's own text.
   */
  message: string;
  /**
   * When it was first tried, UTC.
   */
  firstAttemptAt: string;
  /**
   * What to do, in one sentence.
   */
  advice: string;
}

/**
 * One file of an export that has completed, where the export has `fanOut`. One event for each file, in no particular order, after the job's end was told.
 */
export interface ExportFileReady {
  /**
   * Version of this contract. Within a version members and values may be added, never changed or removed: ignore what you do not know.
   */
  schemaVersion: '1';
  /**
   * The same for each delivery about the same file: the first 32 hexadecimal digits of the SHA-256 of the JSON array [detail-type, datastoreId, jobId, fileS3Uri].
   */
  eventId: string;
  /**
   * The data store that is exported.
   */
  datastoreId: string;
  /**
   * HealthLake's id of the job.
   */
  jobId: string;
  /**
   * The export, as `config/<stage>.json` names it.
   */
  exportName: string;
  /**
   * Inlet's run of the export: `exp-<name>-<due time>-<hash>`, also the name of its job. The same for the same due time, or the same request.
   */
  exportId: string;
  /**
   * How the job ended: COMPLETED, or COMPLETED_WITH_ERRORS, and then something of the data store is in no file.
   */
  jobStatus: string;
  /**
   * The resource type of every line: the name of the file's folder.
   */
  resourceType: string;
  /**
   * The file: NDJSON, one resource on each line.
   */
  fileS3Uri: string;
  /**
   * Its size, bytes.
   */
  bytes: number;
  /**
   * Its ETag in S3, without quotes.
   */
  etag: string;
}

/**
 * Asks for a run of a configured export. Any source may put it on the bus; who may is for the bus's policy to say.
 */
export interface ExportRequested {
  /**
   * Your own id of the request: the same again asks for nothing new.
   */
  requestId: string;
  /**
   * The export, as `config/<stage>.json` names it. One that it does not name is answered by "Export Start Failed".
   */
  exportName: string;
}

/**
 * Asks Inlet for an action of the HealthLake API. Put it on the stage's bus, with any `source` but `inlet`; "HealthLake Action Completed" or "HealthLake Action Failed" answers. Asking again with the same requestId does nothing twice, and gets the same answer.
 */
export interface HealthLakeActionRequested {
  /**
   * Version of this contract; 1 where it is left out.
   */
  schemaVersion?: '1';
  /**
   * Names the request: chosen by whoever asks, once for each thing that is wanted. Letters, digits and `._:/+=@-`; put nothing about a person in it. Those that begin with `schedule:` are for the stage's own schedules.
   */
  requestId: string;
  /**
   * The action of the HealthLake API.
   */
  action:
    | 'CreateFHIRDatastore'
    | 'DeleteFHIRDatastore'
    | 'DescribeFHIRDatastore'
    | 'DescribeFHIRExportJob'
    | 'DescribeFHIRImportJob'
    | 'ListFHIRDatastores'
    | 'ListFHIRExportJobs'
    | 'ListFHIRImportJobs'
    | 'ListTagsForResource'
    | 'StartFHIRExportJob'
    | 'StartFHIRImportJob'
    | 'TagResource'
    | 'UntagResource';
  /**
   * The action's members, as the HealthLake API names them. Times are epoch seconds, or ISO 8601 with a time zone. DataAccessRoleArn and KmsKeyId are the stage's own where they are left out.
   */
  input: {
    [k: string]: unknown;
  };
  /**
   * For CreateFHIRDatastore, StartFHIRImportJob and StartFHIRExportJob: the ClientToken of the call. Without it, one is derived from requestId and input.
   */
  clientToken?: string;
  /**
   * For DeleteFHIRDatastore: the name of the data store that is to be deleted. Required there.
   */
  confirmDatastoreName?: string;
}

/** The detail of each event, by its `detail-type`. */
export interface InletEvents {
  'Import Job Status Changed': ImportJobStatusChanged;
  'Import Results Summarized': ImportResultsSummarized;
  'Import File Rejected': ImportFileRejected;
  'Import File Withdrawn': ImportFileWithdrawn;
  'Import Start Failed': ImportStartFailed;
  'Import Job Overdue': ImportJobOverdue;
  'Import Job Progress': ImportJobProgress;
  'Drop Incomplete': DropIncomplete;
  'HealthLake Action Completed': HealthLakeActionCompleted;
  'HealthLake Action Failed': HealthLakeActionFailed;
  'Data Store Status Changed': DataStoreStatusChanged;
  'Data Store Tags Drifted': DataStoreTagsDrifted;
  'Route Tag Refused': RouteTagRefused;
  'Export Job Status Changed': ExportJobStatusChanged;
  'Export Job Overdue': ExportJobOverdue;
  'Export Held': ExportHeld;
  'Export Start Failed': ExportStartFailed;
  'Export File Ready': ExportFileReady;
}

export type DetailType = keyof InletEvents;
