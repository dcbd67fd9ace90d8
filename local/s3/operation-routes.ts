import type { AwsError } from '../ground/index.ts';
import { notImplemented } from '../ground/index.ts';
import { s3Error } from './s3-error.ts';
import type { S3Request } from './http/request.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { getBucketNotification, putBucketNotification } from './operations/bucket-notification.ts';
import { getBucketVersioning, putBucketVersioning } from './operations/bucket-versioning.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getObjectTagging } from './operations/get-object-tagging.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { headBucket } from './operations/head-bucket.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjects, listObjectsV2 } from './operations/list-objects.ts';
import { listParts } from './operations/list-parts.ts';
import type { Operation } from './operation.ts';
import { putObject } from './operations/put-object.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import { uploadPart } from './operations/upload-part.ts';

type PathKind = 'service' | 'bucket' | 'object';

interface Route {
  method: string;
  path: PathKind;
  /** The one query parameter of SUBRESOURCES that the request has; without it, the request has none. */
  subresource?: string;
  /** A query parameter with this value chooses between two operations of the same form. */
  query?: readonly [name: string, value: string];
  /** A header that must be there. */
  header?: string;
  /** As the API reference writes it. */
  name: string;
  operation: Operation;
}

/** Which request is which operation (Amazon S3 API Reference, "Actions"). The first that fits is taken. */
const ROUTES: readonly Route[] = [
  { method: 'GET', path: 'service', name: 'ListBuckets', operation: listBuckets },

  { method: 'PUT', path: 'bucket', name: 'CreateBucket', operation: createBucket },
  { method: 'HEAD', path: 'bucket', name: 'HeadBucket', operation: headBucket },
  { method: 'DELETE', path: 'bucket', name: 'DeleteBucket', operation: deleteBucket },
  {
    method: 'GET',
    path: 'bucket',
    subresource: 'location',
    name: 'GetBucketLocation',
    operation: getBucketLocation,
  },
  {
    method: 'GET',
    path: 'bucket',
    subresource: 'versioning',
    name: 'GetBucketVersioning',
    operation: getBucketVersioning,
  },
  {
    method: 'PUT',
    path: 'bucket',
    subresource: 'versioning',
    name: 'PutBucketVersioning',
    operation: putBucketVersioning,
  },
  {
    method: 'GET',
    path: 'bucket',
    subresource: 'notification',
    name: 'GetBucketNotificationConfiguration',
    operation: getBucketNotification,
  },
  {
    method: 'PUT',
    path: 'bucket',
    subresource: 'notification',
    name: 'PutBucketNotificationConfiguration',
    operation: putBucketNotification,
  },
  {
    method: 'GET',
    path: 'bucket',
    subresource: 'versions',
    name: 'ListObjectVersions',
    operation: listObjectVersions,
  },
  {
    method: 'GET',
    path: 'bucket',
    subresource: 'uploads',
    name: 'ListMultipartUploads',
    operation: listMultipartUploads,
  },
  { method: 'POST', path: 'bucket', subresource: 'delete', name: 'DeleteObjects', operation: deleteObjects },
  {
    method: 'GET',
    path: 'bucket',
    query: ['list-type', '2'],
    name: 'ListObjectsV2',
    operation: listObjectsV2,
  },
  { method: 'GET', path: 'bucket', name: 'ListObjects', operation: listObjects },

  { method: 'PUT', path: 'object', header: 'x-amz-copy-source', name: 'CopyObject', operation: copyObject },
  { method: 'PUT', path: 'object', name: 'PutObject', operation: putObject },
  { method: 'GET', path: 'object', name: 'GetObject', operation: getObject },
  { method: 'HEAD', path: 'object', name: 'HeadObject', operation: headObject },
  { method: 'DELETE', path: 'object', name: 'DeleteObject', operation: deleteObject },
  {
    method: 'GET',
    path: 'object',
    subresource: 'tagging',
    name: 'GetObjectTagging',
    operation: getObjectTagging,
  },

  {
    method: 'POST',
    path: 'object',
    subresource: 'uploads',
    name: 'CreateMultipartUpload',
    operation: createMultipartUpload,
  },
  {
    method: 'PUT',
    path: 'object',
    subresource: 'uploadId',
    header: 'x-amz-copy-source',
    name: 'UploadPartCopy',
    operation: uploadPartCopy,
  },
  { method: 'PUT', path: 'object', subresource: 'uploadId', name: 'UploadPart', operation: uploadPart },
  { method: 'GET', path: 'object', subresource: 'uploadId', name: 'ListParts', operation: listParts },
  {
    method: 'POST',
    path: 'object',
    subresource: 'uploadId',
    name: 'CompleteMultipartUpload',
    operation: completeMultipartUpload,
  },
  {
    method: 'DELETE',
    path: 'object',
    subresource: 'uploadId',
    name: 'AbortMultipartUpload',
    operation: abortMultipartUpload,
  },
];

/** The operations that are served, as the API reference writes them. */
export const OPERATION_NAMES: readonly string[] = ROUTES.map(({ name }) => name);

/** All query parameters by which S3 distinguishes operations; most name what the local S3 does not have. */
const SUBRESOURCES = [
  ...['accelerate', 'acl', 'analytics', 'attributes', 'cors', 'delete', 'encryption', 'intelligent-tiering'],
  ...[
    'inventory',
    'legal-hold',
    'lifecycle',
    'location',
    'logging',
    'metadataConfiguration',
    'metadataTable',
  ],
  ...['metrics', 'notification', 'object-lock', 'ownershipControls', 'policy', 'policyStatus'],
  ...['publicAccessBlock', 'renameObject', 'replication', 'requestPayment', 'restore', 'retention', 'select'],
  ...['session', 'tagging', 'torrent', 'uploadId', 'uploads', 'versioning', 'versions', 'website'],
];

const METHODS = new Set(['DELETE', 'GET', 'HEAD', 'POST', 'PUT']);

const pathKindOf = ({ bucket, key }: Pick<S3Request, 'bucket' | 'key'>): PathKind =>
  bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';

/** The route of the operation that a request asks for. @throws AwsError NotImplemented, MethodNotAllowed */
export function routeFor(request: Pick<S3Request, 'bucket' | 'key' | 'query' | 'http'>): Route {
  const method = request.http.method ?? '';
  if (!METHODS.has(method)) throw s3Error('MethodNotAllowed');
  const path = pathKindOf(request);
  const subresource = SUBRESOURCES.find((name) => request.query.has(name));
  const route = ROUTES.find(
    (candidate) =>
      candidate.method === method &&
      candidate.path === path &&
      candidate.subresource === subresource &&
      (!candidate.query || request.query.get(candidate.query[0]) === candidate.query[1]) &&
      (candidate.header === undefined || request.http.headers[candidate.header] !== undefined),
  );
  if (!route) throw unknownOperation(method, path, subresource);
  return route;
}

const unknownOperation = (method: string, path: PathKind, subresource: string | undefined): AwsError =>
  notImplemented(
    `the S3 call ${method} on ${WHAT[path]}${subresource === undefined ? '' : ` with ?${subresource}`}`,
  );

const WHAT: Record<PathKind, string> = { service: 'the service', bucket: 'a bucket', object: 'an object' };
