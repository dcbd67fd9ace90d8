import type { IncomingMessage } from 'node:http';
import {
  ALGORITHMS,
  checksumHeader,
  createMd5,
  createSha256,
  type Checksum,
  type ChecksumAlgorithm,
} from '../checksums/algorithms.ts';
import { s3Error } from '../s3-error.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { announcedChecksum, validChecksum } from './checksum-headers.ts';
import { countOf } from '../../../errors/index.ts';

/** What is known of a body once it has been read to its end. */
export interface Received {
  /** Bytes. */
  size: number;
  /** Hex; when it was wanted. */
  md5: string | undefined;
  checksum: Checksum | undefined;
}

/** A body whose bytes are checked as they pass: reading on to the end throws when they are not what was declared. */
export interface CheckedBody {
  bytes: AsyncIterable<Uint8Array>;
  /** Call when all bytes have been read. */
  received: () => Received;
}

/** What the receiver needs to know, beside what the client declares. */
export interface WantedDigests {
  md5: boolean;
  /** Computed when the client announces no checksum of its own. */
  algorithm: ChecksumAlgorithm | undefined;
  /** What the x-amz-checksum headers speak of: the body, or (CompleteMultipartUpload) the object. */
  checksumOf?: 'body' | 'object';
}

/** S3's limit on one PUT, bytes. */
const LARGEST_BODY = 5 * 1024 ** 3;

const awsChunked = (http: IncomingMessage): boolean =>
  String(http.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
  (http.headers['content-encoding'] ?? '').includes('aws-chunked');

/** The declared length of the payload, bytes. @throws S3Error MissingContentLength, EntityTooLarge */
function declaredLength(http: IncomingMessage, chunked: boolean): number {
  const text = http.headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'];
  if (typeof text !== 'string' || !/^\d+$/.test(text)) throw s3Error('MissingContentLength');
  const length = Number(text);
  if (length > LARGEST_BODY) {
    throw s3Error('EntityTooLarge', undefined, {
      elements: { ProposedSize: text, MaxSizeAllowed: String(LARGEST_BODY) },
    });
  }
  return length;
}

/** The digest that Content-MD5 declares, as hex. */
function declaredMd5(http: IncomingMessage): string | undefined {
  const base64 = http.headers['content-md5'];
  if (typeof base64 !== 'string') return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 16) throw s3Error('InvalidDigest');
  return bytes.toString('hex');
}

/**
 * The request's body, decoded and checked against all that the client declares: length, Content-MD5,
 * x-amz-content-sha256, and an `x-amz-checksum-*` header or trailer.
 * @throws S3Error at once for wrong headers; while reading, IncompleteBody, BadDigest, XAmzContentSHA256Mismatch ...
 */
export function checkedBody(http: IncomingMessage, want: WantedDigests): CheckedBody {
  const chunked = awsChunked(http);
  const length = declaredLength(http, chunked);
  const expectedMd5 = declaredMd5(http);
  const expectedSha256 = /^[0-9a-f]{64}$/.exec(String(http.headers['x-amz-content-sha256']))?.[0];
  const announced = want.checksumOf === 'object' ? undefined : announcedChecksum(http.headers);
  if (announced?.value !== undefined) validChecksum(announced.algorithm, announced.value);
  const algorithm = announced?.algorithm ?? want.algorithm;

  const md5 = want.md5 || expectedMd5 !== undefined ? createMd5() : undefined;
  const sha256 = expectedSha256 === undefined ? undefined : createSha256();
  const checksum = algorithm && ALGORITHMS[algorithm].create();
  const digests = [md5, sha256, checksum].filter((digest) => digest !== undefined);
  const trailers = new Map<string, string>();
  const received: Received = { size: 0, md5: undefined, checksum: undefined };

  const verify = (): void => {
    if (received.size !== length) {
      throw s3Error(
        'IncompleteBody',
        `The body has ${countOf(received.size, 'byte')}, ${length} were declared.`,
      );
    }
    received.md5 = md5?.digest().toString('hex');
    if (expectedMd5 !== undefined && expectedMd5 !== received.md5) throw s3Error('BadDigest');
    if (sha256 && sha256.digest().toString('hex') !== expectedSha256)
      throw s3Error('XAmzContentSHA256Mismatch');
    if (!algorithm || !checksum) return;
    const value = checksum.digest().toString('base64');
    received.checksum = { algorithm, type: 'FULL_OBJECT', value };
    if (!announced) return;
    const expected = announced.value ?? trailers.get(checksumHeader(algorithm));
    if (expected === undefined) throw s3Error('MalformedTrailerError');
    if (validChecksum(algorithm, expected) !== value) {
      throw s3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    }
  };

  async function* bytes(): AsyncGenerator<Uint8Array> {
    const sent = bytesOf(http);
    for await (const piece of chunked ? decodeAwsChunked(sent, trailers) : sent) {
      received.size += piece.length;
      if (received.size > length) throw s3Error('IncompleteBody', 'The body is longer than declared.');
      for (const digest of digests) digest.update(piece);
      yield piece;
    }
    verify();
  }
  return { bytes: bytes(), received: () => received };
}

/** The request stays open when reading stops early, so that the error can still be answered on its connection. */
const bytesOf = (http: IncomingMessage): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => http.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>,
});

/** The most an XML body may have, bytes: ten thousand parts with their checksums, or a thousand long keys. */
const LARGEST_XML = 8 * 1024 ** 2;

/** Reads a request's XML body, checked like every other. @throws S3Error MaxMessageLengthExceeded */
export async function readXmlBody(
  http: IncomingMessage,
  checksumOf: 'body' | 'object' = 'body',
): Promise<string> {
  const body = checkedBody(http, { md5: false, algorithm: undefined, checksumOf });
  if (Number(http.headers['content-length'] ?? 0) > LARGEST_XML) throw s3Error('MaxMessageLengthExceeded');
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body.bytes) {
    size += piece.length;
    if (size > LARGEST_XML) throw s3Error('MaxMessageLengthExceeded');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
