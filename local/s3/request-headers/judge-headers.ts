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

/**
 * A presigned address may carry headers in its query, where SDKs put them: S3 takes them as if they were sent. A
 * header that is sent as well counts.
 */
export function takeHeadersOfQuery({ query, http }: Pick<S3Request, 'query' | 'http'>): void {
  for (const [name, value] of query) {
    const header = name.toLowerCase();
    if (header.startsWith('x-amz-') && !COMMON_HEADERS.has(header)) http.headers[header] ??= value;
  }
}
