import { createHash } from 'node:crypto';

/** Region and account of everything in the local cloud. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/** What a service adds to the context of a call that it makes to KMS for its own caller (`kms:ViaService`). */
export const viaService = (service: string): Record<string, string> => ({
  'kms:ViaService': `${service}.${REGION}.amazonaws.com`,
});

/**
 * The one key pair of the account's owner where signatures are verified; otherwise any credentials are the
 * owner's. The secret is that of all access keys here: it protects nothing, it lets signatures be tried out.
 */
export const OWNER_ACCESS_KEY = 'local';
export const SECRET_ACCESS_KEY = 'local';

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

/** The access key id under which a function of this role signs: names the role, is no secret, is stable. */
export function accessKeyOf(roleArn: string): string {
  return `ASIA${createHash('sha256').update(roleArn).digest('hex').slice(0, 16).toUpperCase()}`;
}
