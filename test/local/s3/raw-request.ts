import { request, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One HTTP request as it is, without what an SDK adds. */
export const rawRequest = (
  url: string,
  method: string,
  headers: Record<string, string> = {},
  body: Uint8Array | string = '',
): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: text });
      });
    });
    sent.on('error', reject);
    // A body of text would have Node send the headers in its encoding; headers are ISO 8859-1.
    sent.end(Buffer.from(body));
  });
