import type { IncomingHttpHeaders, Server } from 'node:http';
import { Readable, Writable } from 'node:stream';

/** A request to dynalite. */
export interface Request {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What dynalite answered, byte by byte. */
export interface RawAnswer {
  status: number;
  headers: [name: string, value: string | number][];
  bytes: Buffer;
}

/** What dynalite answered to a call without a network. */
export interface Answer {
  /** The exception's name; undefined for a success. */
  code: string | undefined;
  body: Record<string, unknown>;
}

/** A request as dynalite reads it. */
export const replayed = ({ method, url, headers, body }: Request) =>
  Object.assign(Readable.from(body.length > 0 ? [body] : []), { method, url, headers });

/** Has a dynalite server that need not listen answer a request; resolves when it has done what was asked. */
export function answerOf(server: Server, request: Request): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const headers: RawAnswer['headers'] = [];
    const response = Object.assign(
      new Writable({
        write(chunk: Buffer, _encoding, done) {
          chunks.push(chunk);
          done();
        },
        final(done) {
          resolve({ status: response.statusCode, headers, bytes: Buffer.concat(chunks) });
          done();
        },
      }),
      {
        statusCode: 200,
        setHeader: (name: string, value: string | number) => void headers.push([name, value]),
      },
    );
    server.emit('request', replayed(request), response);
  });
}

/** Makes one call of DynamoDB's API on a dynalite server that does not listen. */
export async function callDynalite(server: Server, operation: string, input: object): Promise<Answer> {
  const { bytes } = await answerOf(server, {
    method: 'POST',
    url: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
    },
    body: Buffer.from(JSON.stringify(input)),
  });
  const body = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
  const type = typeof body.__type === 'string' ? body.__type : undefined;
  return { code: type?.split('#')[1] ?? type, body };
}
