import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { KMS_KEY, ROLE, startS3, type RunningS3 } from './start-s3.ts';

let running: RunningS3;
let role: S3Client;
let versionId: string | undefined;
let uploadId: string | undefined;

beforeAll(async () => {
  running = await startS3();
  role = running.roleClient();
  const owner = running.client();
  ({ VersionId: versionId } = await owner.send(
    new PutObjectCommand({ Bucket: 'inbox', Key: 'in', Body: 'x' }),
  ));
  ({ UploadId: uploadId } = await owner.send(new CreateMultipartUploadCommand({ Bucket: 'kms', Key: 'up' })));
  await owner.send(new PutObjectCommand({ Bucket: 'plain', Key: 'p', Body: 'x' }));
});
beforeEach(() => {
  running.asked.length = 0;
  running.allow.role = () => true;
});
afterAll(() => running.stop());

const INBOX = 'arn:aws:s3:::inbox';
const KMS = 'arn:aws:s3:::kms';
const DECRYPT = `kms:Decrypt ${KMS_KEY}`;
const GENERATE = `kms:GenerateDataKey ${KMS_KEY}`;
const inbox = { Bucket: 'inbox', Key: 'in' };
const upload = () => ({ Bucket: 'kms', Key: 'up', UploadId: uploadId });

/** What each call asks for, whatever the call's own outcome. */
const CALLS: [string, () => Promise<unknown>, string[]][] = [
  ['ListBuckets', () => role.send(new ListBucketsCommand()), ['s3:ListAllMyBuckets *']],
  ['GetObject', () => role.send(new GetObjectCommand(inbox)), [`s3:GetObject ${INBOX}/in`, DECRYPT]],
  [
    'GetObject by version',
    () => role.send(new GetObjectCommand({ ...inbox, VersionId: versionId })),
    [`s3:GetObjectVersion ${INBOX}/in`, DECRYPT],
  ],
  ['HeadObject', () => role.send(new HeadObjectCommand({ ...inbox })), [`s3:GetObject ${INBOX}/in`]],
  [
    'HeadObject with its checksum',
    () => role.send(new HeadObjectCommand({ ...inbox, ChecksumMode: 'ENABLED' })),
    [`s3:GetObject ${INBOX}/in`, DECRYPT],
  ],
  [
    'PutObject',
    () => role.send(new PutObjectCommand({ Bucket: 'kms', Key: 'a/b', Body: 'x' })),
    [`s3:PutObject ${KMS}/a/b`, GENERATE],
  ],
  [
    'PutObject without KMS',
    () => role.send(new PutObjectCommand({ Bucket: 'plain', Key: 'x', Body: 'x' })),
    ['s3:PutObject arn:aws:s3:::plain/x'],
  ],
  [
    'CopyObject of a version',
    () =>
      role.send(
        new CopyObjectCommand({
          Bucket: 'kms',
          Key: 'c',
          CopySource: `inbox/in?versionId=${versionId ?? ''}`,
        }),
      ),
    [`s3:PutObject ${KMS}/c`, `s3:GetObjectVersion ${INBOX}/in`, DECRYPT, GENERATE],
  ],
  [
    'ListObjectsV2',
    () => role.send(new ListObjectsV2Command({ Bucket: 'inbox' })),
    [`s3:ListBucket ${INBOX}`],
  ],
  [
    'ListObjectVersions',
    () => role.send(new ListObjectVersionsCommand({ Bucket: 'inbox' })),
    [`s3:ListBucketVersions ${INBOX}`],
  ],
  [
    'DeleteObject',
    () => role.send(new DeleteObjectCommand({ Bucket: 'kms', Key: 'a/b' })),
    [`s3:DeleteObject ${KMS}/a/b`],
  ],
  [
    'DeleteObject by version',
    () => role.send(new DeleteObjectCommand({ Bucket: 'versioned', Key: 'a', VersionId: 'v' })),
    ['s3:DeleteObjectVersion arn:aws:s3:::versioned/a'],
  ],
  [
    'CreateMultipartUpload',
    () => role.send(new CreateMultipartUploadCommand({ Bucket: 'kms', Key: 'm' })),
    [`s3:PutObject ${KMS}/m`, GENERATE, DECRYPT],
  ],
  [
    'UploadPart',
    () => role.send(new UploadPartCommand({ ...upload(), PartNumber: 1, Body: 'x' })),
    [`s3:PutObject ${KMS}/up`, GENERATE, DECRYPT],
  ],
  [
    'UploadPartCopy',
    () => role.send(new UploadPartCopyCommand({ ...upload(), PartNumber: 1, CopySource: 'plain/p' })),
    [`s3:PutObject ${KMS}/up`, GENERATE, DECRYPT, 's3:GetObject arn:aws:s3:::plain/p'],
  ],
  [
    'CompleteMultipartUpload',
    () =>
      role.send(
        new CompleteMultipartUploadCommand({
          ...upload(),
          MultipartUpload: { Parts: [{ PartNumber: 9, ETag: 'none' }] },
        }),
      ),
    [`s3:PutObject ${KMS}/up`, GENERATE, DECRYPT],
  ],
  ['ListParts', () => role.send(new ListPartsCommand(upload())), [`s3:ListMultipartUploadParts ${KMS}/up`]],
  [
    'ListMultipartUploads',
    () => role.send(new ListMultipartUploadsCommand({ Bucket: 'kms' })),
    [`s3:ListBucketMultipartUploads ${KMS}`],
  ],
  [
    'AbortMultipartUpload',
    () => role.send(new AbortMultipartUploadCommand(upload())),
    [`s3:AbortMultipartUpload ${KMS}/up`],
  ],
];

describe('the rights that calls to the local S3 need', () => {
  test.each(CALLS)('%s', async (_, call, expected) => {
    await call().catch(() => undefined);
    expect(running.asked).toEqual(expected);
  });

  test.each(CALLS)('%s is AccessDenied without the first of them', async (_, call) => {
    running.allow.role = () => false;
    await expect(call()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('without the key nothing is read or written in a KMS bucket', async () => {
    running.allow.role = (action) => !action.startsWith('kms:');
    const calls = [new GetObjectCommand(inbox), new PutObjectCommand({ ...inbox, Body: 'x' })] as const;
    await expect(role.send(calls[0])).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('kms:Decrypt'),
    });
    await expect(role.send(calls[1])).rejects.toMatchObject({
      message: expect.stringContaining('kms:GenerateDataKey'),
    });
  });

  test('who may not list a bucket does not learn which keys are missing', async () => {
    running.allow.role = (action) => action !== 's3:ListBucket';
    const missing = { Bucket: 'plain', Key: 'missing' };
    await expect(role.send(new HeadObjectCommand(missing))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    await expect(role.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: 'AccessDenied' });
    running.allow.role = () => true;
    await expect(role.send(new HeadObjectCommand(missing))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('DeleteObjects tells of each key by itself', async () => {
    running.allow.role = (_, resource) => !resource.endsWith('/kept');
    const Delete = { Objects: [{ Key: 'kept' }, { Key: 'gone' }] };
    const { Deleted, Errors } = await role.send(new DeleteObjectsCommand({ Bucket: 'plain', Delete }));
    expect(Deleted).toEqual([{ Key: 'gone' }]);
    expect(Errors).toEqual([
      { Key: 'kept', Code: 'AccessDenied', Message: expect.stringContaining('s3:DeleteObject') },
    ]);
  });

  test('calls in the same process need the same rights', async () => {
    const caller = { kind: 'role', roleArn: ROLE } as const;
    const { s3 } = running;
    s3.head(caller, { bucket: 'inbox', key: 'in' });
    s3.blobPath(caller, { bucket: 'inbox', key: 'in' });
    s3.list(caller, { bucket: 'inbox', prefix: '' });
    await s3.putBytes(caller, { bucket: 'kms', key: 'out', bytes: 'x' });
    expect(running.asked).toEqual([
      `s3:GetObject ${INBOX}/in`,
      `s3:GetObject ${INBOX}/in`,
      DECRYPT,
      `s3:ListBucket ${INBOX}`,
      `s3:PutObject ${KMS}/out`,
      GENERATE,
    ]);
    running.allow.role = () => false;
    expect(() => s3.head(caller, { bucket: 'inbox', key: 'in' })).toThrow('s3:GetObject');
    expect(() => s3.list(caller, { bucket: 'inbox', prefix: '' })).toThrow('s3:ListBucket');
    await expect(s3.putBytes(caller, { bucket: 'kms', key: 'out', bytes: 'x' })).rejects.toThrow(
      's3:PutObject',
    );
  });
});
