import { readFile } from 'node:fs/promises';
import { isTerminal } from '../../../lib/healthlake/index.ts';
import type { Job } from '../../healthlake/index.ts';
import { forbidden } from '../authorization/auth-payload.ts';
import type { FhirCall } from '../fhir-call.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { jsonAnswer } from '../http/fhir-answer.ts';
import { FhirError } from '../http/fhir-error.ts';
import { notFound } from '../interactions/read.ts';
import { knownJob, ownerOf } from './export.ts';

/**
 * `GET export/{jobId}`: the state of a job in HealthLake's own form, with what Bulk Data Access calls the complete status once it has
 * ended well (Developer Guide, "Describing an export request").
 */
export function describeExport(call: FhirCall): FhirAnswer {
  const job = knownJob(call);
  const { status, outputUri, files = [], selection, submitTime, instant = submitTime } = job;
  const properties = { exportJobProperties: propertiesOf(job) };
  if (!isTerminal(status)) {
    const answer = jsonAnswer(202, properties);
    return { ...answer, headers: { 'x-progress': status } };
  }
  if (status !== 'COMPLETED') return jsonAnswer(200, properties);
  const isDownload = outputUri === '';
  const base = isDownload ? `${call.endpoint}export/${job.jobId}/` : outputUri;
  return jsonAnswer(200, {
    ...properties,
    // Bulk Data Access, "Complete Status": all that was changed up to then is in the files, and nothing else.
    transactionTime: new Date(instant).toISOString(),
    request: selection.request,
    requiresAccessToken: isDownload,
    output: files.map(({ type, key }) => ({ type, url: base + key })),
    error: [],
  });
}

/** `DELETE export/{jobId}`: cancels a job. @throws FhirError 400 with code not-supported for one that has ended */
export function cancelExport(call: FhirCall): FhirAnswer {
  const cancelled = call.exports.cancel(knownJob(call));
  if (!cancelled) throw new FhirError(400, 'not-supported', 'Interaction not supported.');
  const { jobId, status: jobStatus, datastoreId } = cancelled;
  return jsonAnswer(202, { exportJobProperties: { jobId, jobStatus, datastoreId } });
}

/** `GET export/{jobId}/{type}/{file}`: a file of a job that a GET has started, for who has started it, for 48 hours. */
export async function exportedFile(call: FhirCall): Promise<FhirAnswer> {
  const job = knownJob(call);
  if (job.selection.owner !== ownerOf(call.access))
    throw forbidden('The files of an export are for who has started it.');
  const path = call.exports.download(job, call.request.path.slice(2).join('/'));
  if (path === undefined) throw notFound('exported file');
  return { status: 200, headers: { 'content-type': 'application/fhir+ndjson' }, body: await readFile(path) };
}

const propertiesOf = (job: Job) => ({
  jobId: job.jobId,
  jobName: job.jobName,
  jobStatus: job.status,
  submitTime: textDate(job.submitTime),
  endTime: job.endTime === undefined ? undefined : textDate(job.endTime),
  datastoreId: job.datastoreId,
  ...(job.outputUri !== '' && {
    outputDataConfig: { s3Configuration: { s3Uri: job.outputUri, kmsKeyId: job.kmsKeyId } },
    dataAccessRoleArn: job.roleArn,
  }),
  message: job.message,
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A date as the guide's examples have it, in UTC: `Apr 21, 2023 5:58:02 PM`. @param time epoch milliseconds */
export function textDate(time: number): string {
  const date = new Date(time);
  const hours = date.getUTCHours();
  const two = (number: number): string => String(number).padStart(2, '0');
  const clock = `${hours % 12 || 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const month = MONTHS[date.getUTCMonth()] ?? '';
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()} ${clock} ${hours < 12 ? 'AM' : 'PM'}`;
}
