import type { Authorize, Caller } from '../ground/index.ts';
import { ACCOUNT_ID, REGION, isAccessDenied } from '../ground/index.ts';
import { accessDenied } from './errors.ts';

const SERVICE = 'healthlake.amazonaws.com';

/** Asks whether `service` may assume a role under the role's trust policy; `context` are condition keys. */
export type MayAssumeRole = (
  roleArn: string,
  service: typeof SERVICE,
  context: Readonly<Record<string, string>>,
) => boolean;

/** What callers may do, and whether the role that a job is to use can be used. */
export interface Permissions {
  /** Throws AccessDeniedException where the caller may not call `operation` on `resource` (an ARN or `*`). */
  check(caller: Caller, operation: string, resource: string): void;
  /**
   * Throws AccessDeniedException where the caller may not pass the data access role on to HealthLake, or
   * HealthLake may not assume it for this data store (Developer Guide, "Setting up permissions").
   */
  checkDataAccessRole(caller: Caller, roleArn: string, datastoreArn: string): void;
  /** Throws where the data access role may not look at the key that results are encrypted with. */
  checkOutputKey(roleArn: string, kmsKeyId: string): void;
  /** Throws where the role may not look at a bucket's settings, as HealthLake does before it uses one. */
  checkBucket(roleArn: string, bucket: string): void;
}

export function createPermissions(
  authorize: Authorize,
  mayAssumeRole: MayAssumeRole = () => true,
): Permissions {
  const checkRole = (roleArn: string, actions: readonly string[], resource: string): void => {
    for (const action of actions) authorize({ kind: 'role', roleArn }, action, resource);
  };
  return {
    check(caller, operation, resource) {
      inWordsOfHealthLake(() => {
        authorize(caller, `healthlake:${operation}`, resource);
      });
    },
    checkDataAccessRole(caller, roleArn, datastoreArn) {
      inWordsOfHealthLake(() => {
        authorize(caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': SERVICE });
      });
      const context = { 'aws:SourceAccount': ACCOUNT_ID, 'aws:SourceArn': datastoreArn };
      if (!mayAssumeRole(roleArn, SERVICE, context))
        throw accessDenied(`HealthLake may not assume the data access role ${roleArn}`);
    },
    checkOutputKey(roleArn, kmsKeyId) {
      checkRole(roleArn, ['kms:DescribeKey'], keyArn(kmsKeyId));
    },
    checkBucket(roleArn, bucket) {
      const actions = ['s3:GetBucketPublicAccessBlock', 's3:GetEncryptionConfiguration'];
      checkRole(roleArn, actions, `arn:aws:s3:::${bucket}`);
    },
  };
}

/** S3 and IAM say AccessDenied with status 403; HealthLake says AccessDeniedException with 400. */
function inWordsOfHealthLake(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw isAccessDenied(error) ? accessDenied(error.message) : error;
  }
}

/** The ARN of a key that may be named by id, `key/` id, alias or ARN. */
export function keyArn(kmsKeyId: string): string {
  if (kmsKeyId.startsWith('arn:')) return kmsKeyId;
  const name = /^(key|alias)\//u.test(kmsKeyId) ? kmsKeyId : `key/${kmsKeyId}`;
  return `arn:aws:kms:${REGION}:${ACCOUNT_ID}:${name}`;
}
