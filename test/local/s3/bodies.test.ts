import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { ALGORITHMS } from '../../../local/s3/checksums/algorithms.ts';
import { rawRequest } from './raw-request.ts';
import { startS3, type RunningS3 } from './start-s3.ts';

let running: RunningS3;
beforeAll(async () => {
  running = await startS3();
});
afterAll(() => running.stop());

const BODY = 'the bytes';
const md5 = createHash('md5').update(BODY).digest('base64');
const sha256 = createHash('sha256').update(BODY).digest();
const crc = (algorithm: keyof typeof ALGORITHMS, text = BODY): string => {
  const digest = ALGORITHMS[algorithm].create();
  digest.update(Buffer.from(text));
  return digest.digest().toString('base64');
};

const put = (headers: Record<string, string>, body = BODY) =>
  rawRequest(
    `${running.url}/plain/body`,
    'PUT',
    { 'content-length': String(Buffer.byteLength(body)), ...headers },
    body,
  );
const chunked = (text: string, trailer = ''): string =>
  `${text.length.toString(16)}\r\n${text}\r\n0\r\n${trailer}\r\n`;
const codeOf = (body: string) => /<Code>(.*)<\/Code>/.exec(body)?.[1];

describe('the bodies that the local S3 takes', () => {
  test.each([
    ['Content-MD5', { 'content-md5': md5 }],
    ['x-amz-content-sha256', { 'x-amz-content-sha256': sha256.toString('hex') }],
    ['x-amz-checksum-crc32', { 'x-amz-checksum-crc32': crc('CRC32') }],
    ['x-amz-checksum-crc32c', { 'x-amz-checksum-crc32c': crc('CRC32C') }],
    ['x-amz-checksum-crc64nvme', { 'x-amz-checksum-crc64nvme': crc('CRC64NVME') }],
    ['x-amz-checksum-sha256', { 'x-amz-checksum-sha256': sha256.toString('base64') }],
  ])('the right %s is taken, for other bytes it is refused and nothing is kept', async (_, headers) => {
    expect((await put(headers)).status).toBe(200);
    const files = running.blobFiles();
    const refused = await put(headers, 'other byte');
    expect([refused.status, codeOf(refused.body)]).toEqual([
      400,
      expect.stringMatching(/BadDigest|Mismatch/),
    ]);
    expect(running.blobFiles()).toEqual(files);
  });

  test('a checksum in a trailer is verified like one in a header', async () => {
    const send = (trailer: string, announced = 'x-amz-checksum-crc32c') => {
      const body = chunked(BODY, trailer);
      const headers = {
        'content-encoding': 'aws-chunked',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': String(BODY.length),
        'x-amz-trailer': announced,
      };
      return put(headers, body);
    };
    const right = await send(`x-amz-checksum-crc32c:${crc('CRC32C')}\r\n`);
    expect([right.status, right.headers['x-amz-checksum-crc32c']]).toEqual([200, crc('CRC32C')]);
    expect(codeOf((await send(`x-amz-checksum-crc32c:${crc('CRC32C', 'x')}\r\n`)).body)).toBe('BadDigest');
    expect(codeOf((await send('')).body)).toBe('MalformedTrailerError');
  });

  test('signed chunks are decoded too', async () => {
    const signature = `;chunk-signature=${'ab'.repeat(32)}`;
    const body = `9${signature}\r\n${BODY}\r\n0${signature}\r\n\r\n`;
    const answer = await put(
      {
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'x-amz-decoded-content-length': '9',
        'content-encoding': 'aws-chunked,gzip',
      },
      body,
    );
    expect(answer.status).toBe(200);
    const got = await rawRequest(`${running.url}/plain/body`, 'GET');
    expect([got.body, got.headers['content-encoding']]).toEqual([BODY, 'gzip']);
  });

  test.each([
    ['a length that is not the payload', { 'x-amz-decoded-content-length': '8' }, 'IncompleteBody'],
    ['no length of the payload', {}, 'MissingContentLength'],
  ])('a chunked body with %s is refused', async (_, headers, code) => {
    const answer = await put(
      { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', ...headers },
      chunked(BODY),
    );
    expect(codeOf(answer.body)).toBe(code);
  });

  test.each([
    [{ 'content-md5': 'short' }, 'InvalidDigest'],
    [{ 'x-amz-checksum-crc32': 'not base64 of 4 bytes' }, 'InvalidRequest'],
    [{ 'x-amz-checksum-crc32': crc('CRC32'), 'x-amz-checksum-crc32c': crc('CRC32C') }, 'InvalidRequest'],
    [{ 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 'InvalidRequest'],
    [{ 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' }, 'NotImplemented'],
    [{ 'x-amz-acl': 'public-read' }, 'AccessControlListNotSupported'],
    [{ 'x-amz-storage-class': 'GLACIER' }, 'NotImplemented'],
    [{ 'x-amz-server-side-encryption': 'rot13' }, 'InvalidArgument'],
    [{ 'if-none-match': '"an etag"' }, 'NotImplemented'],
    [{ 'if-match': '*' }, 'NotImplemented'],
    [{ 'if-match': '"an etag"', 'if-none-match': '*' }, 'NotImplemented'],
    [{ 'x-amz-meta-large': 'x'.repeat(2100) }, 'MetadataTooLarge'],
  ])('the headers %j are refused', async (headers, code) => {
    expect(codeOf((await put(headers as Record<string, string>)).body)).toBe(code);
  });

  test('without a checksum from the client S3 keeps a CRC64NVME, and SDKs verify it on the way back', async () => {
    const client = running.client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    const name = { Bucket: 'plain', Key: 'default checksum' };
    await client.send(new PutObjectCommand({ ...name, Body: BODY }));
    const head = await client.send(new HeadObjectCommand({ ...name, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ChecksumCRC64NVME: crc('CRC64NVME'), ChecksumType: 'FULL_OBJECT' });
    const plainHead = await client.send(new HeadObjectCommand(name));
    expect(plainHead.ChecksumCRC64NVME).toBeUndefined();
    const part = await client.send(
      new GetObjectCommand({ ...name, Range: 'bytes=0-2', ChecksumMode: 'ENABLED' }),
    );
    expect([await part.Body?.transformToString(), part.ChecksumCRC64NVME]).toEqual(['the', undefined]);
  });

  test('a client that expects 100-continue gets it', async () => {
    const { hostname, port } = new URL(running.url);
    const seen = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          'PUT /plain/expected HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
        );
      });
      socket.on('data', (bytes) => {
        if (text === '') socket.write('body');
        text += bytes.toString();
      });
      socket.on('error', reject);
      socket.on('close', () => {
        resolve(text);
      });
    });
    expect(seen).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  test('a client that goes away in the middle of its body leaves nothing behind', async () => {
    const files = running.blobFiles().length;
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname, () => {
      socket.write('PUT /plain/cut HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nonly this');
    });
    const untilFiles = async (count: number): Promise<void> => {
      while (running.blobFiles().length !== count) await rawRequest(running.url, 'GET');
    };
    await untilFiles(files + 1);
    socket.destroy();
    await untilFiles(files);
    expect((await rawRequest(`${running.url}/plain/cut`, 'HEAD')).status).toBe(404);
  });

  test('a refused body is read to its end, so that the answer is seen and the connection goes on', async () => {
    const large = Buffer.alloc(4 * 1024 ** 2);
    const answer = await rawRequest(
      `${running.url}/nowhere/x`,
      'PUT',
      { 'content-length': String(large.length) },
      large,
    );
    expect([answer.status, codeOf(answer.body)]).toEqual([404, 'NoSuchBucket']);
  });

  test.each([
    [
      'an entity declaration',
      '<!DOCTYPE d [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    ],
    ['a body that was cut off', '<Delete><Object><Key>a</Key></Object>'],
    ['another root', '<Other/>'],
    ['an object without key', '<Delete><Object/></Delete>'],
    ['no objects', '<Delete></Delete>'],
    ['no XML', 'Delete everything'],
  ])('DeleteObjects with %s is MalformedXML', async (_, xml) => {
    const headers = {
      'content-length': String(Buffer.byteLength(xml)),
      'content-md5': createHash('md5').update(xml).digest('base64'),
    };
    const answer = await rawRequest(`${running.url}/plain?delete`, 'POST', headers, xml);
    expect([answer.status, codeOf(answer.body)]).toEqual([400, 'MalformedXML']);
  });

  test('errors are in the XML form of S3', async () => {
    const answer = await rawRequest(`${running.url}/plain/not%26there`, 'GET');
    expect(answer.headers['content-type']).toBe('application/xml');
    expect(answer.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>not&amp;there<\/Key><Resource>\/plain\/not&amp;there<\/Resource><RequestId>request-\d+<\/RequestId><\/Error>$/,
    );
  });

  test('a path that cannot be decoded is InvalidURI', async () => {
    expect(codeOf((await rawRequest(`${running.url}/plain/%zz`, 'GET')).body)).toBe('InvalidURI');
  });
});
