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

/** A request as dynalite reads it. */
const replayed = ({ method, url, headers, body }: Request) =>
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
