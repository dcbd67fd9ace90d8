import { randomBytes } from 'node:crypto';
import type { ValidationLevel } from '../../../fhir/index.ts';
import type { Caller } from '../../ground/index.ts';
import type { Parts } from '../action.ts';
import { replayedJob } from './client-token.ts';
import type { ExportSelection } from './export-selection.ts';
import type { Job, JobKind } from './jobs.ts';
import { activeDatastore } from '../datastores/known-datastore.ts';
import { outputRefusal } from './output-folder.ts';
import { requestHash } from './client-token.ts';
import { asFolder } from '../s3-uri.ts';

/** What the requests that start imports and exports have in common, and what only imports have. */
export interface Submission {
  kind: JobKind;
  operation:
    'StartFHIRImportJob' | 'StartFHIRExportJob' | 'StartFHIRExportJobWithPost' | 'StartFHIRExportJobWithGet';
  request: {
    DatastoreId: string;
    DataAccessRoleArn: string;
    JobName?: string;
    ClientToken?: string;
  };
  inputUri?: string;
  output: { S3Uri: string; KmsKeyId: string };
  validationLevel?: ValidationLevel | undefined;
  selection?: ExportSelection;
}

/** The folder of a job's results below the output location of its request. */
const JOB_FOLDER: Readonly<Record<JobKind, string>> = { import: 'FHIR_IMPORT', export: 'FHIR_EXPORT' };

/**
 * Submits a job, or finds the one that the same request with the same ClientToken submitted before. Whether
 * the job can write its results is tried first, but is no reason to refuse the request: such a job ends FAILED.
 */
export async function submitJob(parts: Parts, submission: Submission, caller: Caller): Promise<Job> {
  const { kind, request, output } = submission;
  const { DatastoreId: datastoreId, DataAccessRoleArn: roleArn, ClientToken: clientToken } = request;
  const hash = requestHash(request);
  const replayed = (): Job | undefined => replayedJob(parts, kind, clientToken, hash);
  const checkDatastore = (): string => activeDatastore(parts, caller, submission.operation, datastoreId).arn;

  parts.permissions.checkDataAccessRole(caller, roleArn, checkDatastore());
  const earlier = replayed();
  if (earlier) return earlier;
  parts.queue.checkRoom(kind, datastoreId);
  const refusal = await outputRefusal(parts, roleArn, output.S3Uri, output.KmsKeyId);

  // Others may have come in between. From here on nothing waits.
  const meanwhile = replayed();
  if (meanwhile) return meanwhile;
  checkDatastore();
  parts.queue.checkRoom(kind, datastoreId);
  const jobId = randomBytes(16).toString('hex');
  return parts.queue.submit({
    jobId,
    kind,
    datastoreId,
    jobName: request.JobName,
    submitTime: Math.round(parts.clock.now()),
    endTime: undefined,
    inputUri: submission.inputUri,
    outputUri: `${asFolder(output.S3Uri)}${datastoreId}-${JOB_FOLDER[kind]}-${jobId}/`,
    kmsKeyId: output.KmsKeyId,
    roleArn,
    validationLevel: submission.validationLevel,
    clientToken,
    requestHash: hash,
    message: undefined,
    refusal,
    progress: undefined,
    selection: submission.selection,
  });
}
