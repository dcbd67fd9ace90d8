import { createHash } from 'node:crypto';
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

/** What two requests must share for one ClientToken to mean the same: everything but the token. */
export function requestHash(request: object): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted({ ...request, ClientToken: undefined })))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
