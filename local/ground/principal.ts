import { REGION } from './account.ts';

/** Who makes a call: the account's owner (any credentials of a person), or a role of the packaged template. */
export type Caller = { kind: 'account' } | { kind: 'role'; roleArn: string };

export const ACCOUNT: Caller = { kind: 'account' };

/**
 * Checks `action` (for example `s3:GetObject`) on `resource` (an ARN) against the caller's packaged role
 * statements, whose conditions see `context` (condition keys to values, such as `iam:PassedToService`).
 * Throws an AwsError AccessDenied (403) that names action, resource and role.
 */
export type Authorize = (
  caller: Caller,
  action: string,
  resource: string,
  context?: Readonly<Record<string, string | readonly string[]>>,
) => void;

/** What a service adds to the context of a call that it makes to KMS for its own caller (`kms:ViaService`). */
export const viaService = (service: string): Record<string, string> => ({
  'kms:ViaService': `${service}.${REGION}.amazonaws.com`,
});
