import { AwsError, DISK_FULL, isDiskFull } from '../../ground/index.ts';

/** A job that cannot run at all; the message is the job's. */
export class JobRefused extends Error {}

const LONGEST_MESSAGE = 2048;

/**
 * What a job's Message says of an error: S3's words or our own, and nothing of this machine. Signs that the
 * model does not allow in a Message become spaces.
 */
export function jobMessage(error: unknown): string {
  const text = isRefusal(error)
    ? error.message
    : isDiskFull(error)
      ? DISK_FULL
      : 'Internal error of the service';
  return text
    .replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-%@]/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, LONGEST_MESSAGE);
}

/** The error of a job that ends for a reason of its owner's, which its message says; any other is a fault of ours. */
export const isRefusal = (error: unknown): error is AwsError | JobRefused =>
  error instanceof AwsError || error instanceof JobRefused;
