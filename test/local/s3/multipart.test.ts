import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CreateMultipartUploadCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { ALGORITHMS, type ChecksumAlgorithm } from '../../../local/s3/checksums/algorithms.ts';
import { startS3, type RunningS3 } from './start-s3.ts';

const MIB = 1024 ** 2;
const FIRST = Buffer.alloc(5 * MIB, 'first ');
const LAST = Buffer.from('the last part may be small');

let running: RunningS3;
let client: S3Client;
beforeAll(async () => {
  running = await startS3();
  client = running.client();
});
afterAll(() => running.stop());

const digest = (algorithm: ChecksumAlgorithm, bytes: Uint8Array): string => {
  const running = ALGORITHMS[algorithm].create();
  running.update(bytes);
  return running.digest().toString('base64');
};

interface Upload {
  Bucket: string;
  Key: string;
  UploadId: string | undefined;
}

async function begin(more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<Upload> {
  const { Bucket = 'plain', Key = 'large' } = more;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...more, Bucket, Key }));
  return { Bucket, Key, UploadId };
}

async function uploadParts(
  upload: Upload,
  parts: readonly Uint8Array[],
  more = {},
): Promise<CompletedPart[]> {
  const completed: CompletedPart[] = [];
  for (const [i, Body] of parts.entries()) {
    const PartNumber = i + 1;
    const { $metadata: _, ...answer } = await client.send(
      new UploadPartCommand({ ...upload, PartNumber, Body, ...more }),
    );
    completed.push({ ...answer, PartNumber });
  }
  return completed;
}

const complete = (upload: Upload, Parts: CompletedPart[], more = {}) =>
  client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }));

const head = ({ Bucket, Key }: Upload) =>
  client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));

const whole = Buffer.concat([FIRST, LAST]);

describe('multipart uploads to the local S3', () => {
  test('the parts become one object with the ETag of its parts, and one event', async () => {
    const events = running.events.length;
    const files = running.blobFiles().length;
    const upload = await begin({ ContentType: 'text/plain', Metadata: { a: 'b' } });
    const parts = await uploadParts(upload, [FIRST, LAST]);
    const listed = await client.send(new ListPartsCommand({ ...upload, MaxParts: 1 }));
    expect(listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[1, FIRST.length]]);
    expect([listed.IsTruncated, listed.NextPartNumberMarker]).toEqual([true, '1']);
    expect(running.events).toHaveLength(events);

    const { ETag } = await complete(upload, parts);
    const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();
    const expected = md5(Buffer.concat([md5(FIRST), md5(LAST)])).toString('hex');
    expect(ETag).toBe(`"${expected}-2"`);
    const got = await client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'large' }));
    expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { a: 'b' }, ETag });
    expect(whole.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    expect(
      running.events.slice(events).map(({ reason, object }) => [reason, object.size, object.etag]),
    ).toEqual([['CompleteMultipartUpload', whole.length, `${expected}-2`]]);
    expect(running.blobFiles()).toHaveLength(files + 1);
  });

  test('completed twice, an upload gives the same answer and is one object', async () => {
    const upload = await begin({ Bucket: 'versioned', Key: 'twice' });
    const parts = await uploadParts(upload, [FIRST, LAST]);
    const [first, ...others] = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { $metadata: _, ...answer } = await complete(upload, parts);
        return answer;
      }),
    );
    const answer = first ?? {};
    expect(others).toEqual(Array(5).fill(answer));
    await client.send(new PutObjectCommand({ Bucket: 'versioned', Key: 'twice', Body: 'later' }));
    await expect(complete(upload, parts)).resolves.toMatchObject(answer);
    await expect(complete(upload, parts, { IfNoneMatch: '*' })).resolves.toMatchObject(answer);
    const { Versions } = await client.send(
      new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix: 'twice' }),
    );
    expect(Versions).toHaveLength(2);
    expect(running.events.filter(({ object }) => object.key === 'twice')).toHaveLength(2);

    // Other parts, another key and an aborted upload are none that was completed.
    const gone = expect.objectContaining({ name: 'NoSuchUpload' });
    await expect(complete(upload, parts.slice(1))).rejects.toThrow(gone);
    await expect(complete({ ...upload, Key: 'other' }, parts)).rejects.toThrow(gone);
    const aborted = await begin({ Key: 'aborted' });
    const partsOfAborted = await uploadParts(aborted, [LAST]);
    const { Bucket, Key, UploadId } = aborted;
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await expect(complete(aborted, partsOfAborted)).rejects.toThrow(gone);
  });

  test('a completion that was done is forgotten with its bucket', async () => {
    await client.send(new CreateBucketCommand({ Bucket: 'for-a-while' }));
    const upload = await begin({ Bucket: 'for-a-while', Key: 'once' });
    const parts = await uploadParts(upload, [LAST]);
    await complete(upload, parts);
    await client.send(new DeleteObjectCommand({ Bucket: 'for-a-while', Key: 'once' }));
    await client.send(new DeleteBucketCommand({ Bucket: 'for-a-while' }));
    await client.send(new CreateBucketCommand({ Bucket: 'for-a-while' }));
    await expect(complete(upload, parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('a completion names the checksum type of its upload, or none', async () => {
    const upload = await begin({ Key: 'type' });
    const parts = await uploadParts(upload, [LAST]);
    await expect(complete(upload, parts, { ChecksumType: 'COMPOSITE' })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('created using the FULL_OBJECT checksum mode'),
    });
    await expect(complete(upload, parts, { ChecksumType: 'FULL_OBJECT' })).resolves.toBeDefined();
  });

  test('one part can be read by its number', async () => {
    const upload = await begin({ Key: 'by part' });
    await complete(upload, await uploadParts(upload, [FIRST, LAST]));
    const { Bucket, Key } = upload;
    const part = await client.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect(await part.Body?.transformToString()).toBe(LAST.toString());
    expect([part.PartsCount, part.ContentRange]).toEqual([
      2,
      `bytes ${String(FIRST.length)}-${String(whole.length - 1)}/${String(whole.length)}`,
    ]);
    await expect(client.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 3 }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 416 },
    });
  });

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'a COMPOSITE %s is made of the checksums of the parts',
    async (algorithm) => {
      const upload = await begin({ Key: algorithm, ChecksumAlgorithm: algorithm });
      const parts = await uploadParts(upload, [FIRST, LAST], { ChecksumAlgorithm: algorithm });
      const completed = await complete(upload, parts);
      const ofParts = [FIRST, LAST].map((part) => Buffer.from(digest(algorithm, part), 'base64'));
      const expected = {
        [`Checksum${algorithm}`]: `${digest(algorithm, Buffer.concat(ofParts))}-2`,
        ChecksumType: 'COMPOSITE',
      };
      expect(completed).toMatchObject(expected);
      expect(await head(upload)).toMatchObject(expected);
      const got = await client.send(
        new GetObjectCommand({ Bucket: upload.Bucket, Key: upload.Key, ChecksumMode: 'ENABLED' }),
      );
      expect((await got.Body?.transformToByteArray())?.length).toBe(whole.length);
    },
  );

  test.each(['CRC32', 'CRC32C', 'CRC64NVME'] as const)(
    'a FULL_OBJECT %s is that of all bytes, and verified when the client tells it',
    async (algorithm) => {
      const upload = await begin({
        Key: algorithm,
        ChecksumAlgorithm: algorithm,
        ChecksumType: 'FULL_OBJECT',
      });
      const sums = [FIRST, LAST].map((part) => digest(algorithm, part));
      const parts: CompletedPart[] = [];
      for (const [i, Body] of [FIRST, LAST].entries()) {
        // The SDK has no CRC64NVME without its native package; a value that is given needs none.
        const sum = { [`Checksum${algorithm}`]: sums[i] };
        const { ETag } = await client.send(
          new UploadPartCommand({ ...upload, PartNumber: i + 1, Body, ...sum }),
        );
        parts.push({ PartNumber: i + 1, ETag });
      }
      const wrong = { [`Checksum${algorithm}`]: digest(algorithm, LAST), ChecksumType: 'FULL_OBJECT' };
      await expect(complete(upload, parts, wrong)).rejects.toMatchObject({ name: 'BadDigest' });
      const right = { [`Checksum${algorithm}`]: digest(algorithm, whole), ChecksumType: 'FULL_OBJECT' };
      expect(await complete(upload, parts, right)).toMatchObject(right);
      expect(await head(upload)).toMatchObject(right);
    },
  );

  test('without a checksum from the client S3 keeps a CRC64NVME of all bytes', async () => {
    client = running.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const upload = await begin({ Key: 'default' });
    await complete(upload, await uploadParts(upload, [FIRST, LAST]));
    expect(await head(upload)).toMatchObject({
      ChecksumCRC64NVME: digest('CRC64NVME', whole),
      ChecksumType: 'FULL_OBJECT',
    });
    client = running.client();
  });

  test('parts can be copied from ranges of objects', async () => {
    await client.send(new PutObjectCommand({ Bucket: 'kms', Key: 'source', Body: FIRST }));
    const upload = await begin({ Key: 'joined' });
    const copy = async (PartNumber: number, more = {}) => {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...upload, PartNumber, CopySource: 'kms/source', ...more }),
      );
      return { ...CopyPartResult, PartNumber };
    };
    const parts = [await copy(1), await copy(7, { CopySourceRange: 'bytes=6-11' })];
    await complete(upload, parts);
    const got = await client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'joined' }));
    const expected = Buffer.concat([FIRST, Buffer.from('first ')]);
    expect(expected.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
    const behind = `bytes=0-${String(FIRST.length)}`;
    await expect(copy(8, { CopySourceRange: behind })).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('in a KMS bucket the ETag is opaque and tells only the number of parts', async () => {
    const etags: (string | undefined)[] = [];
    for (let i = 0; i < 2; i++) {
      const upload = await begin({ Bucket: 'inbox' });
      etags.push((await complete(upload, await uploadParts(upload, [FIRST, LAST]))).ETag);
    }
    expect(etags).toEqual([expect.stringMatching(/^"[0-9a-f]{32}-2"$/), expect.stringMatching(/-2"$/)]);
    expect(etags[0]).not.toBe(etags[1]);
  });

  test('wrong lists of parts are refused, and the upload can still be completed', async () => {
    const upload = await begin({ Key: 'careful' });
    const [first, second, third] = await uploadParts(upload, [FIRST, LAST, LAST]);
    if (!first || !second || !third) throw new Error('three parts were uploaded');
    const refusals: [CompletedPart[], string, object?][] = [
      [[second, first], 'InvalidPartOrder'],
      [[first, { ...second, PartNumber: 9 }], 'InvalidPart'],
      [[first, { ...second, ETag: first.ETag }], 'InvalidPart'],
      [[first, second, third], 'EntityTooSmall'],
      [[], 'MalformedXML'],
      [[first, second], 'InvalidRequest', { MpuObjectSize: 1 }],
    ];
    const files = running.blobFiles().length;
    for (const [parts, name, more] of refusals) {
      await expect(complete(upload, parts, more)).rejects.toMatchObject({ name });
    }
    expect(running.blobFiles()).toHaveLength(files);
    await complete(upload, [first, third], { MpuObjectSize: whole.length });
    expect(running.blobFiles()).toHaveLength(files - 2);
  });

  test('a COMPOSITE upload needs the checksum of each part, of its own algorithm', async () => {
    const upload = await begin({ Key: 'strict', ChecksumAlgorithm: 'SHA256' });
    const [part] = await uploadParts(upload, [LAST], { ChecksumAlgorithm: 'SHA256' });
    await expect(
      client.send(
        new UploadPartCommand({ ...upload, PartNumber: 2, Body: LAST, ChecksumAlgorithm: 'CRC32' }),
      ),
    ).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('expected checksum Type: sha256'),
    });
    await expect(complete(upload, [{ PartNumber: 1, ETag: part?.ETag }])).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('missing for part 1'),
    });
  });

  test('an aborted upload is gone with its parts', async () => {
    const files = running.blobFiles().length;
    const upload = await begin({ Key: 'never' });
    const parts = await uploadParts(upload, [FIRST]);
    await client.send(new AbortMultipartUploadCommand(upload));
    expect(running.blobFiles()).toHaveLength(files);
    await expect(complete(upload, parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'never' }))).rejects.toMatchObject(
      {
        name: 'NotFound',
      },
    );
  });
});
