import { REGION } from '../../ground/index.ts';
import { authorizeBucket } from '../object-access.ts';
import type { Operation } from '../operation.ts';

/** HeadBucket. */
export const headBucket: Operation = (storage, { caller, bucket }) => {
  authorizeBucket(storage, caller, 's3:ListBucket', bucket);
  return { status: 200, headers: { 'x-amz-bucket-region': REGION } };
};
