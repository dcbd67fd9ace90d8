import type { ImportJobStatusChanged } from '../../../events/index.ts';
import { isTerminal } from '../../healthlake/index.ts';
import type { EndedJob } from './summary.ts';

/** A message that is not the end of an import job; its text names the member, never a value. */
export class MessageError extends Error {
  override name = 'MessageError';
}

/**
 * Reads the end of a job out of a message: the event "Import Job Status Changed" as EventBridge hands it to a queue.
 * @throws MessageError where it is anything else
 */
export function endOfJob(body: string): EndedJob {
  let event: { 'detail-type'?: unknown; detail?: Partial<ImportJobStatusChanged> } | null;
  try {
    event = JSON.parse(body) as typeof event;
  } catch {
    throw new MessageError('the message is no JSON');
  }
  const { detail } = event ?? {};
  if (event?.['detail-type'] !== 'Import Job Status Changed' || !detail)
    throw new MessageError('the message is no "Import Job Status Changed"');
  const { importId = null, outputS3Uri = null, fileCount = null } = detail;
  const job = {
    datastoreId: id(detail.datastoreId, 'datastoreId'),
    jobId: id(detail.jobId, 'jobId'),
    importId: importId === null ? null : id(importId, 'importId'),
    status: text(detail.status, 'status'),
    inputS3Uri: text(detail.inputS3Uri, 'inputS3Uri'),
    outputS3Uri: outputS3Uri === null ? null : text(outputS3Uri, 'outputS3Uri'),
    fileCount: typeof fileCount === 'number' ? fileCount : null,
    endTime: timeOf(detail.endTime),
  };
  if (!isTerminal(job.status)) throw new MessageError('the job of the message has not ended');
  return job;
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}

function text(value: unknown, member: string): string {
  if (typeof value !== 'string') throw new MessageError(`${member} is no text`);
  return value;
}

/** Ids become parts of keys: nothing but what ids are made of. */
function id(value: unknown, member: string): string {
  const found = text(value, member);
  if (!/^[\w.-]{1,64}$/.test(found)) throw new MessageError(`${member} is no id`);
  return found;
}
