import type { ExportJobProperties, ImportJobProperties } from '@aws-sdk/client-healthlake';
import { CannotTell } from '../cannot-tell.ts';

/** How an action stands in what IAM says of a refusal (IAM User Guide, "Troubleshoot access denied error messages"). */
const ACTION = /\b(?:s3|kms):[A-Za-z]+/;

const ABOUT_ACCESS = /access|authoriz|denied|permission/i;

/**
 * Of a job that has nothing to fail for: that it could read and write. What it lacked is told by the action that its message names; the
 * message itself holds names of the account. One with another reason says something of HealthLake.
 * @param what the job, in words
 * @throws CannotTell where it has not done all for want of a permission, or for no reason that is told
 */
export function expectAccess(
  { JobStatus, Message = '' }: ImportJobProperties | ExportJobProperties,
  what = 'an import of one patient',
): void {
  if (JobStatus === 'COMPLETED') return;
  const [action] = ACTION.exec(Message) ?? [];
  if (action !== undefined) throw new CannotTell(`the data access role lacks ${action}`);
  if (Message === '' || ABOUT_ACCESS.test(Message))
    throw new CannotTell(`${what} ended ${JobStatus}: the data access role may lack a permission`);
}
