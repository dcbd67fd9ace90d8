import { notImplemented } from '../../ground/index.ts';
import { authorizeBucket, existingBucket } from '../object-access.ts';
import { xmlAnswer } from '../http/answer.ts';
import { readXmlBody } from '../http/body.ts';
import { parseXml, writeXml } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { Operation } from '../operation.ts';

/** GetBucketVersioning: without Status when versioning was never on. */
export const getBucketVersioning: Operation = (storage, { caller, bucket: name }) => {
  const bucket = authorizeBucket(storage, caller, 's3:GetBucketVersioning', name);
  return xmlAnswer(writeXml('VersioningConfiguration', { Status: bucket.versioning }));
};

/** PutBucketVersioning. */
export const putBucketVersioning: Operation = async (storage, { caller, bucket: name, http }) => {
  authorizeBucket(storage, caller, 's3:PutBucketVersioning', name);
  const configuration = parseXml(await readXmlBody(http), 'VersioningConfiguration');
  if (configuration.text('MfaDelete') === 'Enabled') throw notImplemented('MFA delete of S3');
  const status = configuration.text('Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw s3Error('MalformedXML');
  storage.buckets.put({ ...existingBucket(storage, name), versioning: status });
  return { status: 200 };
};
