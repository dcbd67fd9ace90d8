import { notImplemented } from '../../ground/index.ts';
import type { S3Request } from '../http/request.ts';
import { s3Error } from '../s3-error.ts';
import type { Storage } from '../storage.ts';
import { AMZ_HEADERS, COMMON_HEADERS, METADATA_PREFIX } from './header-table.ts';

/** Headers that S3 refuses where an operation does not have them; others it passes over. */
const REFUSED_ELSEWHERE = new Set([
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
]);
const WITHOUT_ENCRYPTION = new Set(['GetObject', 'HeadObject', 'UploadPart', 'CompleteMultipartUpload']);

/**
 * Looks at every `x-amz-*` header of a request before its operation does: what the operation does not serve is refused
 * as S3 refuses it, or with 501. Nothing is passed over that would have an effect on AWS.
 * @throws S3Error, AwsError NotImplemented
 */
export function judgeHeaders(operation: string, storage: Storage, request: S3Request): void {
  const bucket = storage.buckets.find(request.bucket);
  for (const [name, sent] of Object.entries(request.http.headers)) {
    if (!name.startsWith('x-amz-') || name.startsWith(METADATA_PREFIX) || COMMON_HEADERS.has(name)) continue;
    const known = Object.hasOwn(AMZ_HEADERS, name) ? AMZ_HEADERS[name] : undefined;
    if (!known) throw notImplemented(`the header ${name} of S3`);
    if (known.operations.includes(operation))
      known.rule({ name, value: String(sent), operation, request, bucket });
    else if (REFUSED_ELSEWHERE.has(name) && WITHOUT_ENCRYPTION.has(operation))
      throw s3Error('InvalidArgument', `${name} header is not supported for this operation.`, {
        elements: { ArgumentName: name, ArgumentValue: String(sent) },
      });
  }
}

/** A header of S3's own by its form (RFC 9110, 5.6.2): a parameter that is none cannot have been one. */
const HEADER_NAME = /^x-amz-[!#$%&'*+.^_`|~0-9a-z-]+$/;

/** What S3 reads only where it is sent as a header: in a query it has no effect, and no error either. */
const NOT_IN_QUERIES = /^x-amz-(?:checksum-|sdk-checksum-algorithm$|server-side-encryption)/;

/**
 * A presigned address may carry headers in its query, where SDKs put them: S3 takes them as if they were sent. A
 * header that is sent as well counts. Checksums are passed over there: the SDK for JavaScript puts that of an empty
 * body into every address for a PUT, and such addresses work.
 */
export function takeHeadersOfQuery({ query, http }: Pick<S3Request, 'query' | 'http'>): void {
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (!HEADER_NAME.test(header) || COMMON_HEADERS.has(header) || NOT_IN_QUERIES.test(header)) continue;
    http.headers[header] ??= value;
  }
}
