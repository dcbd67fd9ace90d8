import { createHash } from 'node:crypto';
import { ACCOUNT_ID, REGION } from './account.ts';

/** The ARN of a regional resource of the local account. */
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;

/** IAM has no region. */
export const iamArn = (resource: string): string => `arn:aws:iam::${ACCOUNT_ID}:${resource}`;

export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

/** A function's ARN, with its version or alias where one is meant. */
export const functionArn = (name: string, qualifier?: string): string =>
  arnOf('lambda', `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`);

/** The id of a role, of which the local cloud keeps nothing but its ARN. */
export const roleIdOf = (roleArn: string): string =>
  `AROA${createHash('sha256').update(roleArn).digest('hex').slice(0, 17).toUpperCase()}`;
