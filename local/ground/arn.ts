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
