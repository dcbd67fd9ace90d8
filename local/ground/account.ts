import { createHash } from 'node:crypto';

/** Region and account of everything in the local cloud. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/**
 * The one key pair of the account's owner where signatures are verified; otherwise any credentials are the
 * owner's. The secret is that of all access keys here: it protects nothing, it lets signatures be tried out.
 */
export const OWNER_ACCESS_KEY = 'local';
export const SECRET_ACCESS_KEY = 'local';

/** The access key id under which a function of this role signs: names the role, is not a secret, is stable. */
export function accessKeyOf(roleArn: string): string {
  return `ASIA${createHash('sha256').update(roleArn).digest('hex').slice(0, 16).toUpperCase()}`;
}

/** The session token of an execution environment's credentials: it names the environment, and the access key of its role. */
export const sessionTokenOf = (environmentId: string, roleArn: string): string =>
  `inlet-environment-${environmentId}.${accessKeyOf(roleArn)}`;

/** The access key that a session token belongs to; undefined for a token of anybody else. */
export const keyOfSessionToken = (token: string): string | undefined =>
  /^inlet-environment-[\w-]+\.(\w+)$/.exec(token)?.[1];
