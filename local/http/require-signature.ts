import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { IncomingMessage } from 'node:http';
import type { Service } from '../ground/index.ts';
import { REGION } from '../ground/index.ts';
import { sendJson } from './answers.ts';
import { readBody } from './bodies.ts';
import type { SignatureFault } from './signature/verify.ts';
import { signatureFault } from './signature/verify.ts';
import { refusalOfJson } from './signature-refusals.ts';

/** The largest body of a service that is not S3 (DynamoDB), but for code that Lambda gets. */
const MOST_BODY_BYTES = 16 * 1024 ** 2;
const MOST_LAMBDA_BYTES = 70_167_211;

/** Answers a request that is not rightly signed. */
export type RefuseSignature = (
  response: ServerResponse,
  fault: SignatureFault,
  requestId: string,
) => Promise<void>;

/**
 * Makes a service refuse what is not rightly signed for it, in its own form, before it sees the request. Dates
 * are compared with the machine's time, wherever the cloud's clock has been moved.
 *
 * S3's bodies are not read here: S3 compares them with the hash that is signed in x-amz-content-sha256. What the
 * chunks of a streamed upload are signed with is not verified.
 * @param secretOf the secret of an access key; undefined where it does not exist
 */
export const requireSignature =
  (secretOf: (accessKeyId: string) => string | undefined, now: () => number = Date.now) =>
  (service: Service, signingName: string, refuse: RefuseSignature = refuseAsJson): Service =>
  async (request, response, context) => {
    const isS3 = signingName === 's3';
    const most = signingName === 'lambda' ? MOST_LAMBDA_BYTES : MOST_BODY_BYTES;
    const body = isS3 ? undefined : await readBody(request, most);
    const headers = { ...request.headers } as Record<string, string | undefined>;
    const payloadHash = body
      ? createHash('sha256').update(body).digest('hex')
      : (headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
    const fault = signatureFault(
      { method: request.method ?? '', url: request.url ?? '/', headers, payloadHash },
      { region: REGION, service: signingName, secretOf, now: now() },
    );
    if (!fault) {
      await service(body ? replayed(request, body) : request, response, context);
      return;
    }
    await refuse(response, fault, context.requestId);
    request.resume();
  };

/** The request as it was before its body was read. */
function replayed(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers, rawHeaders } = request;
  const again = Object.assign(new IncomingMessage(request.socket), {
    method,
    url,
    rawHeaders,
    complete: true,
  });
  again.headers = headers;
  again.push(body);
  again.push(null);
  return again;
}

/** Refuses what is not rightly signed as AWS JSON does. */
export const refuseAsJson: RefuseSignature = (response, fault, requestId) => {
  const error = refusalOfJson(fault);
  response.setHeader('x-amzn-requestid', requestId);
  response.setHeader('x-amzn-errortype', error.code);
  sendJson(response, error.status, { __type: error.code, message: error.message, Message: error.message });
  return Promise.resolve();
};
