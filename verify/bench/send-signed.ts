import { createHash, createHmac } from 'node:crypto';
import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';

/** A request as it goes over the wire. */
export interface RawRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Where the signature stands; `none` leaves it out. */
  signed?: 'header' | 'query' | 'none';
  /** Changes the headers after they are signed. */
  afterwards?: (headers: Record<string, string>) => Record<string, string>;
}

export interface RawAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** SHA-256 as the signer wants it: with a key it is an HMAC. */
export class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
}

const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

/**
 * Sends requests that no SDK command makes, with the client's own credentials, Region and connection: what is wrong in them is
 * wrong on purpose, so nothing is tried again.
 */
export const createSender =
  (client: HealthLakeClient) =>
  async ({
    method,
    url,
    headers = {},
    body,
    signed = 'header',
    afterwards,
  }: RawRequest): Promise<RawAnswer> => {
    const { protocol, hostname, port, pathname, searchParams, host } = new URL(url);
    const query: Record<string, string[]> = {};
    for (const [name, value] of searchParams) query[name] = [...(query[name] ?? []), value];
    const bare = new HttpRequest({
      method,
      protocol,
      hostname,
      ...(port !== '' && { port: Number(port) }),
      path: pathname,
      query,
      headers: {
        host,
        ...headers,
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
      ...(body !== undefined && { body }),
    });
    const signer = new SignatureV4({
      service: 'healthlake',
      region: await client.config.region(),
      credentials: client.config.credentials,
      sha256: Sha256,
    });
    const request =
      signed === 'none'
        ? bare
        : signed === 'query'
          ? await signer.presign(bare, { expiresIn: 300, unhoistableHeaders: new Set(['x-amz-target']) })
          : await signer.sign(bare);
    const sent = new HttpRequest({
      ...request,
      headers: afterwards === undefined ? request.headers : afterwards({ ...request.headers }),
    });
    const { response } = (await client.config.requestHandler.handle(sent)) as {
      response: { statusCode: number; headers: Record<string, string>; body: AsyncIterable<Uint8Array> };
    };
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    return {
      status: response.statusCode,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      text: Buffer.concat(chunks).toString('utf8'),
    };
  };

export type Send = ReturnType<typeof createSender>;
