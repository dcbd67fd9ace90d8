import { ACCOUNT_ID, REGION } from './account.ts';
import { iamArn } from './arn.ts';

/** Who makes a call: the account's owner (any credentials of a person), or a role, in a session that may have a name. */
export type Caller = { kind: 'account' } | { kind: 'role'; roleArn: string; session?: string };

export type RoleCaller = Extract<Caller, { kind: 'role' }>;

/** The session of a role whose caller has named none. */
const SESSION = 'inlet';

/** Who calls, as STS and errors name it: the account's root, or the session of an assumed role. */
export function callerArn(caller: Caller): string {
  if (caller.kind === 'account') return iamArn('root');
  const role = caller.roleArn.split('/').at(-1) ?? '';
  return `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${caller.session ?? SESSION}`;
}

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
