import type { IncomingMessage } from 'node:http';
import { targetOf } from './request-target.ts';

/** The access key and the service that a request is signed with. */
export interface Credential {
  accessKeyId: string;
  /** The signing name: `s3`, `healthlake`, `events` ... */
  service: string;
}

/**
 * Reads the SigV4 credential of a request, from its Authorization header or, where it is presigned, its query
 * (IAM user guide, "Elements of an AWS API request signature"). The signature itself is not checked here.
 */
export function credentialOf(request: IncomingMessage): Credential | undefined {
  const text =
    /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1] ??
    targetOf(request).query.get('X-Amz-Credential');
  const [accessKeyId, , , service] = text?.split('/') ?? [];
  return accessKeyId === undefined ? undefined : { accessKeyId, service: service ?? '' };
}

/**
 * The access key of a request that is signed with Signature Version 2, which only S3 still takes on some of its buckets. Who
 * verifies signatures refuses it; to others it says who calls.
 */
export function accessKeyOfVersion2(request: IncomingMessage): string | undefined {
  return (
    /^AWS ([^\s:]+):/.exec(request.headers.authorization ?? '')?.[1] ??
    targetOf(request).query.get('AWSAccessKeyId') ??
    undefined
  );
}

const TOKEN_PARAMETER = 'X-Amz-Security-Token';

/** The session token of a request, from its header or, where it is presigned, its query. */
export function sessionTokenIn(request: IncomingMessage): string | undefined {
  const header = request.headers['x-amz-security-token'];
  if (typeof header === 'string') return header;
  return request.url?.includes(TOKEN_PARAMETER) === true
    ? (targetOf(request).query.get(TOKEN_PARAMETER) ?? undefined)
    : undefined;
}
