import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StartFHIRExportJobRequest } from '@aws-sdk/client-healthlake';
import { validateRequest, validationMessage } from '../../../lib/healthlake/index.ts';
import type { Caller } from '../../ground/index.ts';
import type { Checked } from '../protocol/codec.ts';
import { decode } from '../protocol/codec.ts';
import type { Parts } from '../action.ts';
import { validation } from '../errors.ts';
import { requestHash } from '../jobs/client-token.ts';
import type { ExportSelection } from '../jobs/export-selection.ts';
import type { Job } from '../jobs/jobs.ts';
import { requireActive } from '../datastores/known-datastore.ts';
import { submitJob } from '../jobs/submit-job.ts';
import { DOWNLOADS_FOLDER } from './export-engine.ts';

/** Developer Guide, "Exporting HealthLake data with FHIR $export": files of jobs that a GET has started can be had so long. */
const KEPT_MS = 48 * 60 * 60 * 1000;

/** Export jobs as the FHIR endpoint starts and follows them; they run as those of StartFHIRExportJob do. */
export interface FhirExports {
  /**
   * Starts one whose files go to S3, by the body of a POST.
   * @throws AwsError ValidationException, AccessDeniedException, ThrottlingException
   */
  startToS3: (datastoreId: string, body: object, selection: ExportSelection, caller: Caller) => Promise<Job>;
  /** Starts one whose files are downloaded here. @throws AwsError ThrottlingException, ResourceNotFoundException */
  startForDownload: (datastoreId: string, selection: ExportSelection) => Job;
  /** A job that the endpoint has started. */
  find: (datastoreId: string, jobId: string) => Job | undefined;
  /** The last ones of a data store, whoever started them, the newest first. */
  latest: (datastoreId: string, limit: number) => Job[];
  /** Undefined where it cannot be cancelled any more. */
  cancel: (job: Job) => Job | undefined;
  /** The path of a file that can be downloaded; undefined for one that is not there, or not any more. */
  download: (job: Job, key: string) => string | undefined;
  /** Removes the files that can be downloaded no more. */
  sweep: () => void;
}

export function createFhirExports(parts: Parts, stateFolder: string): FhirExports {
  const folderOf = (jobId: string): string => join(stateFolder, DOWNLOADS_FOLDER, jobId);
  const isOver = ({ endTime, datastoreId }: Job): boolean =>
    (endTime !== undefined && parts.clock.now() > endTime + KEPT_MS) ||
    parts.datastores.find(datastoreId)?.status === 'DELETED';

  /** Files of jobs that are over, or not known any more. */
  const sweep = (): void => {
    const folder = join(stateFolder, DOWNLOADS_FOLDER);
    for (const jobId of existsSync(folder) ? readdirSync(folder) : []) {
      const job = parts.jobs.findById(jobId);
      if (!job || isOver(job)) rmSync(folderOf(jobId), { recursive: true, force: true });
    }
  };

  return {
    sweep,
    startToS3(datastoreId, body, selection, caller) {
      const given = { ...body, DatastoreId: datastoreId };
      const violations = validateRequest('StartFHIRExportJob', given);
      if (violations.length > 0) throw validation(validationMessage(violations));
      const request = decode('StartFHIRExportJobRequest', given) as Checked<StartFHIRExportJobRequest>;
      const output = request.OutputDataConfig.S3Configuration;
      const operation = 'StartFHIRExportJobWithPost';
      return submitJob(parts, { kind: 'export', operation, request, output, selection }, caller);
    },
    startForDownload(datastoreId, selection) {
      sweep();
      requireActive(parts.datastores.find(datastoreId), datastoreId);
      parts.queue.checkRoom('export', datastoreId);
      return parts.queue.submit({
        jobId: randomBytes(16).toString('hex'),
        kind: 'export',
        datastoreId,
        jobName: undefined,
        submitTime: Math.round(parts.clock.now()),
        endTime: undefined,
        inputUri: undefined,
        outputUri: '',
        kmsKeyId: '',
        roleArn: '',
        validationLevel: undefined,
        clientToken: undefined,
        requestHash: requestHash(selection),
        message: undefined,
        refusal: undefined,
        progress: undefined,
        selection,
      });
    },
    find(datastoreId, jobId) {
      const job = parts.jobs.find('export', datastoreId, jobId);
      return job?.selection ? job : undefined;
    },
    latest: (datastoreId, limit) => parts.jobs.latest('export', datastoreId, limit),
    cancel: (job) => parts.queue.cancel(job),
    download(job, key) {
      sweep();
      const path = join(folderOf(job.jobId), key);
      return job.files?.some((file) => file.key === key) && existsSync(path) ? path : undefined;
    },
  };
}
