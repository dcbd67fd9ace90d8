import type { Server } from 'node:http';
import { Readable, Writable } from 'node:stream';

/** What dynalite answered to a call without a network. */
export interface Answer {
  /** The exception's name; undefined for a success. */
  code: string | undefined;
  body: Record<string, unknown>;
}

/** Makes one call of DynamoDB's API on a dynalite server that does not listen. */
export function callDynalite(server: Server, operation: string, input: object): Promise<Answer> {
  const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(input))]), {
    method: 'POST',
    url: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
    },
  });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const response = Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          chunks.push(chunk);
          done();
        },
        final(done) {
          const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
          const type = typeof body.__type === 'string' ? body.__type : undefined;
          resolve({ code: type?.split('#')[1] ?? type, body });
          done();
        },
      }),
      { setHeader: () => undefined, statusCode: 200 },
    );
    server.emit('request', request, response);
  });
}
