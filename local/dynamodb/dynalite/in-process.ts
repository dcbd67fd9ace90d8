import type { IncomingHttpHeaders, Server } from 'node:http';
import type * as Streams from 'node:stream';

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

/**
 * Has a dynalite server that need not listen answer a request; resolves when it has done what was asked.
 * This function is handed to the thread of the tables as its source text. So it may use nothing from outside itself but types.
 */
export function answerOf(
  { Readable, Writable }: Pick<typeof Streams, 'Readable' | 'Writable'>,
  server: Server,
  { body, ...line }: Request,
): Promise<RawAnswer> {
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
    server.emit('request', Object.assign(Readable.from(body.length > 0 ? [body] : []), line), response);
  });
}
