import type { ListFHIRImportJobsRequest } from '@aws-sdk/client-healthlake';
import type { Parts } from '../action.ts';
import type { Checked } from '../protocol/codec.ts';
import type { Job, JobKind } from '../jobs/jobs.ts';
import { cutPage, DEFAULT_PAGE_SIZE } from '../protocol/paging.ts';

/** One page of the jobs that a List request asks for, the newest first, and the token of the next page. */
export function jobPage(
  { jobs, pages, clock, settings }: Parts,
  kind: JobKind,
  operation: string,
  request: Checked<ListFHIRImportJobsRequest>,
): { page: Job[]; NextToken: string | undefined } {
  const limit = request.MaxResults ?? DEFAULT_PAGE_SIZE;
  const found = jobs.page(
    kind,
    request.DatastoreId,
    {
      jobName: request.JobName,
      status: request.JobStatus,
      submittedBefore: request.SubmittedBefore?.getTime(),
      submittedAfter: request.SubmittedAfter?.getTime(),
    },
    {
      before: pages.read(request.NextToken, operation, request),
      notAfter: Math.round(clock.now()) - settings().listLagMs,
    },
    limit + 1,
  );
  const { page, next } = cutPage(found, limit);
  return { page, NextToken: next === undefined ? undefined : pages.write(next, operation, request) };
}
