import { authorizeBucket } from '../object-access.ts';
import { xmlAnswer } from '../http/answer.ts';
import { writeXml } from '../http/xml.ts';
import type { Operation } from '../operation.ts';

/** GetBucketLocation: empty, which is how S3 says us-east-1. */
export const getBucketLocation: Operation = (storage, { caller, bucket }) => {
  authorizeBucket(storage, caller, 's3:GetBucketLocation', bucket);
  return xmlAnswer(writeXml('LocationConstraint', {}));
};
