import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { opaqueId } from '../../../local/s3/opaque-id.ts';
import { rawRequest } from './raw-request.ts';
import { KMS_KEY, startS3, type RunningS3 } from './start-s3.ts';

let running: RunningS3;
let client: S3Client;
beforeAll(async () => {
  running = await startS3();
  client = running.client();
});
afterAll(() => running.stop());

const put = (Bucket: string, Key: string, Body: string | Uint8Array = Key) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Bucket: string, Key: string, more: object = {}): Promise<string> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return (await Body?.transformToString()) ?? '';
};
/** The error's name and status, as the SDK reports them. */
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no failure',
    (error: unknown) => {
      const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
      return [name, $metadata?.httpStatusCode];
    },
  );
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('objects of the local S3', () => {
  test('ids of versions and uploads are none that a command line would take for an option', () => {
    expect(Array.from({ length: 1000 }, () => opaqueId(24)).filter((id) => id.startsWith('-'))).toEqual([]);
    expect(new Set(Array.from({ length: 1000 }, () => opaqueId(24)))).toHaveProperty('size', 1000);
  });

  test('an object comes back with its bytes, metadata, headers and the MD5 as ETag', async () => {
    const { ETag } = await client.send(
      new PutObjectCommand({
        Bucket: 'plain',
        Key: 'a.ndjson',
        Body: '{"a":1}\n',
        ContentType: 'application/fhir+ndjson',
        CacheControl: 'no-store',
        Metadata: { origin: 'test' },
      }),
    );
    expect(ETag).toBe(`"${md5('{"a":1}\n')}"`);
    const got = await client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'a.ndjson' }));
    expect(await got.Body?.transformToString()).toBe('{"a":1}\n');
    expect(got).toMatchObject({
      ContentType: 'application/fhir+ndjson',
      CacheControl: 'no-store',
      ContentLength: 8,
      Metadata: { origin: 'test' },
      ServerSideEncryption: 'AES256',
      ETag,
    });
    expect(got.ContentEncoding).toBeUndefined();
    expect(got.VersionId).toBeUndefined();
  });

  test('an empty object is an object', async () => {
    await put('plain', 'empty', Buffer.alloc(0));
    expect(await read('plain', 'empty')).toBe('');
  });

  test.each([
    'with space',
    'plus+and%percent%2F',
    'a//b///c',
    '/leading/slash',
    'trailing/',
    '../dots/./..',
    'ключ/鍵/🗝',
    'quote\'"<&>',
    'tab\tnew\nline\rreturn',
    'question?and#hash',
    ' padded ',
    '=;,:@$!*()[]{}|~^`\\',
  ])('the key %j is itself in put, get, list, copy and delete', async (key) => {
    await put('plain', key, 'x');
    expect(await read('plain', key)).toBe('x');
    const listed = async (Bucket: string, settings = {}) => {
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket, Prefix: key, ...settings }),
      );
      return Contents.map((object) => object.Key);
    };
    expect(await listed('plain')).toEqual([key]);
    const CopySource = `plain/${encodeURIComponent(key)}`;
    await client.send(new CopyObjectCommand({ Bucket: 'kms', Key: key, CopySource }));
    expect(await read('kms', key)).toBe('x');
    const Delete = { Objects: [{ Key: key }] };
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket: 'kms', Delete }));
    expect(Deleted).toEqual([{ Key: key }]);
    await client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: key }));
    expect([...(await listed('plain')), ...(await listed('kms'))]).toEqual([]);
  });

  test('a key has at most 1024 bytes of UTF-8', async () => {
    expect(await failure(put('plain', 'é'.repeat(512)))).toBe('no failure');
    const tooLong = `${'é'.repeat(512)}x`;
    expect(await failure(put('plain', tooLong))).toEqual(['KeyTooLongError', 400]);
    const CopySource = `plain/${encodeURIComponent(tooLong)}`;
    const copy = client.send(new CopyObjectCommand({ Bucket: 'plain', Key: 'copy', CopySource }));
    expect(await failure(copy)).toEqual(['KeyTooLongError', 400]);
    const { Errors } = await client.send(
      new DeleteObjectsCommand({ Bucket: 'plain', Delete: { Objects: [{ Key: tooLong }] } }),
    );
    expect(Errors).toMatchObject([{ Key: tooLong, Code: 'KeyTooLongError' }]);
  });

  test('ranges answer 206 with their place, and 416 behind the end', async () => {
    await put('plain', 'digits', '0123456789');
    const range = async (Range: string) => {
      const { Body, ContentRange, $metadata } = await client.send(
        new GetObjectCommand({ Bucket: 'plain', Key: 'digits', Range }),
      );
      return [$metadata.httpStatusCode, await Body?.transformToString(), ContentRange];
    };
    expect(await range('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10']);
    expect(await range('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await range('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await range('bytes=-30')).toEqual([206, '0123456789', 'bytes 0-9/10']);
    expect(await range('bytes=4-2')).toEqual([200, '0123456789', undefined]);
    expect(await range('bytes=0-1,3-4')).toEqual([200, '0123456789', undefined]);
    expect(await failure(range('bytes=10-'))).toEqual(['InvalidRange', 416]);
    expect(await failure(range('bytes=-0'))).toEqual(['InvalidRange', 416]);
  });

  test('reads can be conditional on ETag and time', async () => {
    const { ETag } = await put('plain', 'conditional');
    const name = { Bucket: 'plain', Key: 'conditional' };
    const get = (condition: object) => failure(client.send(new HeadObjectCommand({ ...name, ...condition })));
    const before = new Date(Date.now() - 3_600_000);
    const after = new Date(Date.now() + 3_600_000);
    expect(await get({ IfMatch: ETag })).toBe('no failure');
    expect(await get({ IfMatch: '"other"' })).toEqual([expect.anything(), 412]);
    expect(await get({ IfNoneMatch: ETag })).toEqual([expect.anything(), 304]);
    expect(await get({ IfNoneMatch: '"other"' })).toBe('no failure');
    expect(await get({ IfModifiedSince: after })).toEqual([expect.anything(), 304]);
    expect(await get({ IfModifiedSince: before })).toBe('no failure');
    expect(await get({ IfUnmodifiedSince: before })).toEqual([expect.anything(), 412]);
    expect(await get({ IfMatch: ETag, IfUnmodifiedSince: before })).toBe('no failure');
  });

  test('If-None-Match * lets exactly one of many writers create an object', async () => {
    const write = (Body: string) =>
      failure(client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'once', Body, IfNoneMatch: '*' })));
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => write(String(i))));
    expect(outcomes.filter((outcome) => outcome === 'no failure')).toHaveLength(1);
    expect(await write('again')).toEqual(['PreconditionFailed', 412]);
  });

  test('If-Match writes only over the object that the writer knows', async () => {
    const { ETag } = await put('plain', 'swap', 'one');
    const swap = (Key: string, IfMatch: string | undefined) =>
      failure(client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: 'two', IfMatch })));
    expect(await swap('swap', ETag)).toBe('no failure');
    expect(await swap('swap', ETag)).toEqual(['PreconditionFailed', 412]);
    expect(await swap('not there', ETag)).toEqual(['NoSuchKey', 404]);
  });

  test.each([
    [{ IfNoneMatch: '"etag"' }, 'If-None-Match', /accept the provided value of If-None-Match header/],
    [{ IfMatch: '*' }, 'If-Match', /accept the provided value of If-Match header/],
    [
      { IfMatch: '"etag"', IfNoneMatch: '*' },
      'If-Match,If-None-Match',
      /Multiple conditional request headers/,
    ],
  ])(
    'a write with %j is what S3 does not implement, whatever lies there',
    async (condition, Header, says) => {
      const name = { Bucket: 'plain', Key: 'condition' };
      await put('plain', 'condition', 'one');
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(name));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: 'x' }] };
      for (const write of [
        () => client.send(new PutObjectCommand({ ...name, Body: 'two', ...condition })),
        () => client.send(new CopyObjectCommand({ ...name, CopySource: 'plain/condition', ...condition })),
        () =>
          client.send(
            new CompleteMultipartUploadCommand({ ...name, UploadId, MultipartUpload, ...condition }),
          ),
      ])
        await expect(write()).rejects.toMatchObject({
          name: 'NotImplemented',
          message: 'A header you provided implies functionality that is not implemented',
          Header,
          additionalMessage: expect.stringMatching(says),
          $metadata: { httpStatusCode: 501 },
        });
      expect(await read('plain', 'condition')).toBe('one');
    },
  );

  test('a deletion has a condition of its own: If-Match with an ETag or *', async () => {
    const { ETag } = await put('plain', 'deleted', 'one');
    const remove = (headers: Record<string, string>) =>
      rawRequest(`${running.url}/plain/deleted`, 'DELETE', headers);
    expect((await remove({ 'if-match': '"other"' })).body).toContain('<Condition>If-Match</Condition>');
    expect((await remove({ 'if-match': ETag ?? '', 'if-none-match': '*' })).status).toBe(204);
    expect((await remove({ 'if-match': '*' })).status).toBe(404);
  });

  test('DeleteObjects deletes an object only while it has the ETag that the entry names', async () => {
    const kept = await put('plain', 'kept', 'one');
    const Objects = [
      { Key: 'kept', ETag: '"other"' },
      { Key: 'kept', Size: 3 },
    ];
    const answer = await client.send(new DeleteObjectsCommand({ Bucket: 'plain', Delete: { Objects } }));
    expect(answer.Errors?.map(({ Code }) => Code)).toEqual(['PreconditionFailed', 'NotImplemented']);
    expect(await read('plain', 'kept')).toBe('one');
    const right = { Bucket: 'plain', Delete: { Objects: [{ Key: 'kept', ETag: kept.ETag }] } };
    expect((await client.send(new DeleteObjectsCommand(right))).Deleted).toHaveLength(1);
  });

  test.each([
    ['plain ASCII', 'AMAZONS3', 'AMAZONS3'],
    // The example of the User Guide: UTF-8 that is sent raw is taken for ISO 8859-1.
    ['raw UTF-8', Buffer.from('ÄMÄZÕÑ S3').toString('latin1'), '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?='],
    ['a word of little else', '=?UTF-8?B?w7xi?=', '=?UTF-8?B?w7xi?='],
    [
      'a word that is mostly ASCII',
      '=?utf-8?q?Patienten_von_fr=C3=BCher?=',
      '=?UTF-8?Q?Patienten_von_fr=C3=BCher?=',
    ],
    ['a word of ASCII', '=?UTF-8?B?YWJj?=', 'abc'],
    ['a word of another character set', '=?ISO-8859-1?Q?caf=E9_noir?=', '=?UTF-8?Q?caf=C3=A9_noir?='],
    ['a word of an unknown character set', '=?nothing?Q?a?=', '=?nothing?Q?a?='],
  ])('metadata in %s comes back as S3 sends it', async (_name, sent, got) => {
    const url = `${running.url}/plain/metadata`;
    await rawRequest(url, 'PUT', { 'x-amz-meta-a': sent, 'x-amz-meta-b': 'b' }, 'bytes');
    expect((await rawRequest(url, 'HEAD')).headers).toMatchObject({
      'x-amz-meta-a': got,
      'x-amz-meta-b': 'b',
    });
    await rawRequest(`${running.url}/plain/metadata-2`, 'PUT', { 'x-amz-copy-source': '/plain/metadata' });
    const { headers } = await rawRequest(`${running.url}/plain/metadata-2`, 'GET');
    expect(headers).toMatchObject({ 'x-amz-meta-a': got });
  });

  test('metadata that cannot be shown is counted', async () => {
    const url = `${running.url}/plain/metadata`;
    await rawRequest(url, 'PUT', { 'x-amz-meta-a': '=?UTF-8?Q?a=00b?=', 'x-amz-meta-b': 'b' }, 'bytes');
    const { headers } = await rawRequest(url, 'HEAD');
    expect(headers).toMatchObject({ 'x-amz-missing-meta': '1', 'x-amz-meta-b': 'b' });
    expect(headers['x-amz-meta-a']).toBeUndefined();
  });

  test('in a KMS bucket ETags are opaque and differ for the same bytes, and the key is told', async () => {
    const first = await put('kms', 'same', 'bytes');
    const second = await put('kms', 'same', 'bytes');
    expect(new Set([first.ETag, second.ETag, `"${md5('bytes')}"`]).size).toBe(3);
    expect(first.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(second).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KMS_KEY,
      BucketKeyEnabled: true,
    });
    const head = await client.send(new HeadObjectCommand({ Bucket: 'kms', Key: 'same' }));
    expect(head).toMatchObject({ ETag: second.ETag, SSEKMSKeyId: KMS_KEY, BucketKeyEnabled: true });
  });

  test('a body of unknown length arrives by aws-chunked with a trailing checksum', async () => {
    const Body = Readable.from(['first ', 'second ', 'third']);
    const name = { Bucket: 'plain', Key: 'streamed' };
    await client.send(
      new PutObjectCommand({ ...name, Body, ContentLength: 18, ChecksumAlgorithm: 'SHA256' }),
    );
    expect(await read('plain', 'streamed')).toBe('first second third');
    const head = await client.send(new HeadObjectCommand({ ...name, ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumSHA256).toBe(createHash('sha256').update('first second third').digest('base64'));
    expect(head.ContentEncoding).toBeUndefined();
  });

  test('CopyObject takes metadata along unless told to replace it, and copies an old version by its id', async () => {
    const name = { Bucket: 'versioned', Key: 'source' };
    const old = await client.send(new PutObjectCommand({ ...name, Body: 'old', Metadata: { a: '1' } }));
    await client.send(new PutObjectCommand({ ...name, Body: 'new' }));
    const copy = await client.send(
      new CopyObjectCommand({
        Bucket: 'plain',
        Key: 'copy',
        CopySource: `versioned/source?versionId=${old.VersionId ?? ''}`,
      }),
    );
    expect(copy.CopySourceVersionId).toBe(old.VersionId);
    expect(copy.CopyObjectResult?.ETag).toBe(`"${md5('old')}"`);
    expect(await read('plain', 'copy')).toBe('old');
    const kept = await client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'copy' }));
    expect(kept.Metadata).toEqual({ a: '1' });
    const replaced = {
      Bucket: 'plain',
      Key: 'copy',
      CopySource: 'plain/copy',
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
    } as const;
    await client.send(new CopyObjectCommand(replaced));
    const head = await client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'copy' }));
    expect(head.Metadata).toEqual({ b: '2' });
    expect(
      await failure(
        client.send(new CopyObjectCommand({ Bucket: 'plain', Key: 'copy', CopySource: 'plain/copy' })),
      ),
    ).toEqual(['InvalidRequest', 400]);
    expect(
      await failure(
        client.send(
          new CopyObjectCommand({
            Bucket: 'plain',
            Key: 'x',
            CopySource: 'plain/copy',
            CopySourceIfMatch: 'no',
          }),
        ),
      ),
    ).toEqual(['PreconditionFailed', 412]);
  });

  test('each Object Created event has the form of EventBridge, with sequencers that grow', async () => {
    const from = running.events.length;
    const one = await put('inbox', 'drop/Patient file+1.ndjson', 'one');
    await put('inbox', 'drop/Patient file+1.ndjson', 'two!');
    await client.send(
      new CopyObjectCommand({
        Bucket: 'inbox',
        Key: 'copy',
        CopySource: 'inbox/drop%2FPatient%20file%2B1.ndjson',
      }),
    );
    await put('kms', 'no events from here');
    const events = running.events.slice(from);
    expect(events[0]).toEqual({
      version: '0',
      bucket: { name: 'inbox' },
      object: {
        key: 'drop/Patient file+1.ndjson',
        size: 3,
        etag: one.ETag?.replaceAll('"', ''),
        'version-id': one.VersionId,
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
      },
      'request-id': expect.any(String),
      requester: '000000000000',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    });
    expect(events.map(({ reason }) => reason)).toEqual(['PutObject', 'PutObject', 'CopyObject']);
    const [first = '', second = ''] = events.map(({ object }) => object.sequencer);
    expect(first < second).toBe(true);
  });

  test('an object whose event cannot be kept is not created', async () => {
    running.onEvent.run = () => {
      throw new Error('no event');
    };
    const files = running.blobFiles().length;
    expect(await failure(put('inbox', 'not there'))).toEqual(['InternalError', 500]);
    running.onEvent.run = () => undefined;
    expect(await failure(read('inbox', 'not there'))).toEqual(['NoSuchKey', 404]);
    expect(running.blobFiles()).toHaveLength(files);
  });

  test('what is overwritten or deleted leaves no file behind', async () => {
    const files = running.blobFiles().length;
    await put('plain', 'short-lived', 'one');
    await put('plain', 'short-lived', 'two');
    expect(running.blobFiles()).toHaveLength(files + 1);
    await client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'short-lived' }));
    expect(running.blobFiles()).toHaveLength(files);
  });
});

describe('versions in the local S3', () => {
  const name = { Bucket: 'versioned', Key: 'history' };

  test('writes keep the versions before them, and a delete marker hides them all', async () => {
    const one = await put('versioned', 'history', 'one');
    const two = await put('versioned', 'history', 'two');
    expect(await read('versioned', 'history')).toBe('two');
    expect(await read('versioned', 'history', { VersionId: one.VersionId })).toBe('one');
    const marker = await client.send(new DeleteObjectCommand(name));
    expect(marker.DeleteMarker).toBe(true);
    expect(await failure(read('versioned', 'history'))).toEqual(['NoSuchKey', 404]);
    expect(await failure(read('versioned', 'history', { VersionId: marker.VersionId }))).toEqual([
      'MethodNotAllowed',
      405,
    ]);
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: 'versioned', Prefix: 'history' }),
    );
    expect(Versions.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [two.VersionId, false],
      [one.VersionId, false],
    ]);
    expect(DeleteMarkers.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [marker.VersionId, true],
    ]);

    await client.send(new DeleteObjectCommand({ ...name, VersionId: marker.VersionId }));
    expect(await read('versioned', 'history')).toBe('two');
    await client.send(new DeleteObjectCommand({ ...name, VersionId: two.VersionId }));
    expect(await read('versioned', 'history')).toBe('one');
    expect(await failure(read('versioned', 'history', { VersionId: two.VersionId }))).toEqual([
      'NoSuchVersion',
      404,
    ]);
    expect(await client.send(new HeadObjectCommand({ ...name, VersionId: one.VersionId }))).toMatchObject({
      VersionId: one.VersionId,
    });
  });

  test('versioning is told', async () => {
    const status = async (Bucket: string) =>
      (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect([await status('versioned'), await status('plain')]).toEqual(['Enabled', undefined]);
  });
});

describe('buckets of the local S3', () => {
  test('a bucket is made, listed, found, and removed only when it is empty', async () => {
    const Bucket = 'another-bucket';
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new HeadBucketCommand({ Bucket }));
    expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeFalsy();
    const elsewhere = await client.send(new ListBucketsCommand({ BucketRegion: 'eu-west-1' }));
    expect(elsewhere.Buckets ?? []).toEqual([]);
    const { Buckets = [] } = await client.send(new ListBucketsCommand());
    expect(Buckets.map(({ Name }) => Name)).toContain(Bucket);
    await put(Bucket, 'x');
    const remove = () => failure(client.send(new DeleteBucketCommand({ Bucket })));
    expect(await remove()).toEqual(['BucketNotEmpty', 409]);
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'x' }));
    expect(await remove()).toBe('no failure');
    expect(await failure(put(Bucket, 'x'))).toEqual(['NoSuchBucket', 404]);
    expect(await failure(client.send(new HeadBucketCommand({ Bucket })))).toEqual(['NotFound', 404]);
    expect(await failure(client.send(new CreateBucketCommand({ Bucket: 'Not_A_Name' })))).toEqual([
      'InvalidBucketName',
      400,
    ]);
  });

  test('what the local S3 does not have answers 501 and says so', async () => {
    const work = client.send(
      new GetObjectAttributesCommand({ Bucket: 'plain', Key: 'a.ndjson', ObjectAttributes: ['ETag'] }),
    );
    await expect(work).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('GET on an object with ?attributes'),
      $metadata: { httpStatusCode: 501 },
    });
    expect(
      await failure(
        client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'x', Body: 'x', Tagging: 'a=b' })),
      ),
    ).toEqual(['NotImplemented', 501]);
  });

  test('a bucket named in the host is the same bucket', async () => {
    await put('plain', 'dir/hosted', 'x');
    const { request } = await import('node:http');
    const { hostname, port } = new URL(running.url);
    const statusOf = (host: string, path: string) =>
      new Promise((resolve, reject) => {
        request({ hostname, port, path, headers: { host: `${host}:${port}` } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await statusOf('plain.localhost', '/dir/hosted')).toBe(200);
    expect(await statusOf('plain.s3.localhost', '/dir/hosted')).toBe(200);
    expect(await statusOf('s3.localhost', '/plain/dir/hosted')).toBe(200);
    expect(await statusOf('localhost', '/plain/dir/hosted')).toBe(200);
    expect(await statusOf('kms.localhost', '/dir/hosted')).toBe(404);
  });
});
