import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { ACCOUNT } from '../../local/ground/principal.ts';
import type { Service } from '../../local/ground/service.ts';

/** A request as the SDK's clients give it to their handler (@smithy/types, HttpRequest). */
interface SdkRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: string | Uint8Array | Readable;
}

interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable;
}

/**
 * Hands the requests of an SDK client to a service of the local cloud without a connection. What the client does stays: it
 * writes method, path, query, headers and body from the command, signs, adds checksums, and reads the answer back from its
 * bytes, errors included. So does what the service does: it parses that request as any other. Left out are sockets,
 * Node's HTTP parser and the front door, which checks signatures and finds out who calls; the tests in test/e2e, and those
 * of each service in test/local, go through connections.
 */
export const directHandler = (service: Service): NonNullable<S3ClientConfig['requestHandler']> => ({
  handle: (request: SdkRequest) =>
    new Promise<{ response: SdkResponse }>((resolve, reject) => {
      const response = new DirectResponse((answered) => {
        // HTTP has no body in the answer to a HEAD.
        resolve({
          response: request.method === 'HEAD' ? { ...answered, body: Readable.from([]) } : answered,
        });
      });
      if (request.method === 'HEAD') response.resume();
      response.once('error', reject);
      service(incoming(request), response as unknown as ServerResponse, {
        caller: ACCOUNT,
        requestId: 'test',
      }).catch(reject);
    }),
});

const incoming = ({ method, path, query = {}, headers, body }: SdkRequest): IncomingMessage => {
  const parameters = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value ?? ''].map(encodeURIComponent).join('=')),
  );
  return Object.assign(streamOf(body), {
    method,
    url: parameters.length > 0 ? `${path}?${parameters.join('&')}` : path,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    socket: { remoteAddress: '127.0.0.1' },
  }) as unknown as IncomingMessage;
};

const streamOf = (body: SdkRequest['body']): Readable => {
  if (body instanceof Readable) return body;
  if (body === undefined) return Readable.from([]);
  return Readable.from([
    body instanceof Uint8Array
      ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
      : Buffer.from(body),
  ]);
};

/** As much of a ServerResponse as the services use; what is written comes out as the body. */
class DirectResponse extends PassThrough {
  statusCode = 200;
  headersSent = false;
  readonly #headers: Record<string, string> = {};
  readonly #answer: (response: SdkResponse) => void;

  constructor(answer: (response: SdkResponse) => void) {
    super();
    this.#answer = answer;
  }

  setHeader(name: string, value: number | string): this {
    this.#headers[name.toLowerCase()] = String(value);
    return this;
  }

  hasHeader(name: string): boolean {
    return name.toLowerCase() in this.#headers;
  }

  writeHead(status: number, headers: Record<string, number | string> = {}): this {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return this;
  }

  override write(...args: [never]): boolean {
    this.#send();
    return super.write(...args);
  }

  override end(...args: [never]): this {
    this.#send();
    return super.end(...args);
  }

  #send(): void {
    if (this.headersSent) return;
    this.headersSent = true;
    this.#answer({ statusCode: this.statusCode, headers: this.#headers, body: this });
  }
}
