import { REGION, bucketArn, notImplemented } from '../../ground/index.ts';
import { readXmlBody } from '../http/body.ts';
import { header } from '../http/request.ts';
import { parseXml } from '../http/xml.ts';
import { s3Error } from '../s3-error.ts';
import type { Operation } from '../operation.ts';

/** Names of general purpose buckets (Amazon S3 User Guide, "General purpose bucket naming rules"). */
const BUCKET_NAME = /^(?!xn--|sthree-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** CreateBucket. Like us-east-1 it succeeds for a bucket that is already the caller's. */
export const createBucket: Operation = async (storage, request) => {
  const { bucket: name, caller } = request;
  if (!BUCKET_NAME.test(name))
    throw s3Error('InvalidBucketName', undefined, { elements: { BucketName: name } });
  storage.authorize(caller, 's3:CreateBucket', bucketArn(name));
  if (Number(header(request, 'content-length') ?? 0) > 0) {
    const configuration = parseXml(await readXmlBody(request.http), 'CreateBucketConfiguration');
    for (const what of ['Location', 'Bucket', 'Tags'])
      if (configuration.children(what).length > 0) throw notImplemented(`${what} of a new bucket`);
    const region = configuration.text('LocationConstraint');
    if (region !== undefined && region !== '' && region !== REGION) {
      throw s3Error('InvalidRequest', `The local S3 is in ${REGION}; there is no ${region} here.`);
    }
  }
  if (!storage.buckets.find(name)) {
    storage.buckets.put({
      name,
      created: Math.floor(storage.clock.now()),
      versioning: undefined,
      kmsKeyArn: undefined,
      eventBridge: false,
      declared: false,
    });
  }
  return { status: 200, headers: { location: `/${name}` } };
};
