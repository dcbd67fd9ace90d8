import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError, tellable } from '../../ground/index.ts';
import { writeXml } from '../../http/index.ts';
import { S3Error } from '../s3-error.ts';
import type { S3Request } from './request.ts';

/** What an operation answers. A `body` of text is XML; a stream's length is in the headers. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Readable;
}

export const xmlAnswer = (body: string, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});

/** S3's XML form of an error; anything that is no AwsError is an InternalError whose text stays inside. */
export function errorAnswer(
  error: unknown,
  request: Pick<S3Request, 'bucket' | 'key' | 'requestId'>,
): Answer {
  const known =
    tellable(error) ??
    new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
  const { elements, headers } = known instanceof S3Error ? known.context : {};
  if (known.status === 304) return { status: 304, ...(headers && { headers }) };
  const body = writeXml('Error', {
    Code: known.code,
    Message: known.message,
    ...elements,
    Resource: `/${request.bucket}${request.key && `/${request.key}`}`,
    RequestId: request.requestId,
  });
  return { ...xmlAnswer(body, headers), status: known.status };
}

/** Sends an answer; a HEAD request and a 304 get no body. A client that goes away is no error. */
export async function sendAnswer(
  response: ServerResponse,
  { status, headers = {}, body }: Answer,
  requestId: string,
): Promise<void> {
  response.statusCode = status;
  response.setHeader('x-amz-request-id', requestId);
  response.setHeader('x-amz-id-2', requestId);
  response.setHeader('server', 'AmazonS3');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined || typeof body === 'string') {
    if (body !== undefined) response.setHeader('content-length', Buffer.byteLength(body));
    else if (!response.hasHeader('content-length') && status !== 204 && status !== 304) {
      response.setHeader('content-length', 0);
    }
    response.end(body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch (error) {
    if (!response.destroyed) response.destroy(error instanceof Error ? error : undefined);
  }
}
