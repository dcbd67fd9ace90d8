import type { ServerResponse } from 'node:http';

export const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Sends an answer of AWS JSON 1.0. */
export function sendProtocolAnswer(
  response: ServerResponse,
  requestId: string,
  status: number,
  body: object,
): void {
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  response.writeHead(status, {
    'Content-Type': CONTENT_TYPE,
    'Content-Length': bytes.length,
    'x-amzn-RequestId': requestId,
  });
  response.end(bytes);
}
