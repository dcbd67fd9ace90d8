import type { IncomingHttpHeaders } from 'node:http';
import { notImplemented } from '../../ground/index.ts';
import {
  ALGORITHMS,
  checksumHeader,
  isChecksumAlgorithm,
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumType,
} from '../checksums/algorithms.ts';
import { s3Error } from '../s3-error.ts';

const PREFIX = 'x-amz-checksum-';
/** Headers under the prefix that carry no checksum. */
const ABOUT = new Set(['algorithm', 'type', 'mode']);

/** The algorithm named in a header's value. @throws AwsError NotImplemented for one the local S3 does not compute */
export function algorithmNamed(name: string): ChecksumAlgorithm {
  const upper = name.toUpperCase();
  if (!isChecksumAlgorithm(upper)) throw notImplemented(`the checksum algorithm ${name}`);
  return upper;
}

/** What a client says about the checksum of a body: its value in a header, or only that a trailer will bring it. */
export interface AnnouncedChecksum {
  algorithm: ChecksumAlgorithm;
  value?: string;
}

/**
 * The checksum that a request's headers or `x-amz-trailer` announce.
 * @throws S3Error InvalidRequest for several at once, a malformed value, or an announced algorithm without value
 */
export function announcedChecksum(headers: IncomingHttpHeaders): AnnouncedChecksum | undefined {
  const inHeaders = Object.keys(headers)
    .filter((name) => name.startsWith(PREFIX) && !ABOUT.has(name.slice(PREFIX.length)))
    .map((name) => ({ algorithm: algorithmNamed(name.slice(PREFIX.length)), value: String(headers[name]) }));
  const inTrailers = String(headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => ({ algorithm: algorithmNamed(name.slice(PREFIX.length)) }));
  const [announced, ...others] = [...inHeaders, ...inTrailers];
  if (others.length > 0) {
    throw s3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (!announced && headers['x-amz-sdk-checksum-algorithm'] !== undefined) {
    throw s3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  return announced;
}

/** Refuses a value that is not base64 of the algorithm's length. */
export function validChecksum(algorithm: ChecksumAlgorithm, value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== ALGORITHMS[algorithm].bytes || bytes.toString('base64') !== value) {
    throw s3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
  }
  return value;
}

/** The algorithm and type that CreateMultipartUpload asks for. @throws S3Error InvalidRequest for a pair S3 does not have */
export function multipartChecksum(
  headers: IncomingHttpHeaders,
): { algorithm: ChecksumAlgorithm; type: ChecksumType } | undefined {
  const named = headers['x-amz-checksum-algorithm'];
  const asked = headers['x-amz-checksum-type'];
  if (typeof named !== 'string') {
    if (asked === undefined) return undefined;
    throw s3Error(
      'InvalidRequest',
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    );
  }
  const algorithm = algorithmNamed(named);
  const types: readonly ChecksumType[] = ALGORITHMS[algorithm].multipart;
  const type = types.find((candidate) => asked === undefined || candidate === asked);
  if (type === undefined) {
    throw s3Error(
      'InvalidRequest',
      `The ${String(asked)} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type };
}

/** A checksum as response headers. */
export const checksumHeaders = (checksum: Checksum | undefined): Record<string, string> =>
  checksum
    ? { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type }
    : {};

/** A checksum as elements of an XML answer. */
export const checksumElements = (checksum: Checksum | undefined): Record<string, string> =>
  checksum ? { [ALGORITHMS[checksum.algorithm].element]: checksum.value, ChecksumType: checksum.type } : {};
