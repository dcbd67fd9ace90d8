import type { Parts } from '../action.ts';
import { validation } from '../errors.ts';
import type { Job, JobKind } from './jobs.ts';

/**
 * The job that an earlier request with this ClientToken started. Throws ValidationException where that
 * request was another one. (How long the service remembers tokens is not documented; here: always.)
 */
export function replayedJob(
  { jobs, settings }: Parts,
  kind: JobKind,
  clientToken: string | undefined,
  hash: string,
): Job | undefined {
  const earlier =
    clientToken !== undefined && settings().rememberClientTokens
      ? jobs.findByToken(kind, clientToken)
      : undefined;
  if (earlier && earlier.requestHash !== hash) throw otherRequest();
  return earlier;
}

export const otherRequest = (): Error =>
  validation('The ClientToken was used before with other parameters. Use another token for another request');
