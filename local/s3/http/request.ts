import type { IncomingMessage } from 'node:http';
import type { Caller, RequestContext } from '../../ground/index.ts';
import { s3Error } from '../s3-error.ts';

/** What a request is about. `bucket` and `key` are empty where it names none. */
export interface Address {
  bucket: string;
  key: string;
}

/** An S3 request, decoded but for its body. */
export interface S3Request extends Address {
  http: IncomingMessage;
  query: URLSearchParams;
  caller: Caller;
  requestId: string;
  sourceIp: string;
}

/** S3's limit on keys, in bytes of UTF-8. */
export const LONGEST_KEY = 1024;

/** `<bucket>.localhost` and `<bucket>.s3.localhost`, with or without port: the virtual-hosted form. */
const VIRTUAL_HOST = /^(?:([a-z0-9][a-z0-9.-]*?)\.)?(?:s3\.)?localhost(?::\d+)?$/i;

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw Object.assign(s3Error('InvalidURI'), { cause: error });
  }
};

/**
 * Bucket and key of a request, in path style or virtual-hosted style. The path is taken as it is sent: a `+`, `//`,
 * `..` or leading `/` in a key is part of the key.
 * @throws S3Error InvalidURI, KeyTooLongError
 */
export function addressOf(host: string | undefined, path: string): Address {
  const hosted = VIRTUAL_HOST.exec(host ?? '')?.[1];
  const bucketInHost = hosted === 's3' ? undefined : hosted;
  const rest = path.slice(1);
  const slash = rest.indexOf('/');
  const [bucket, key] =
    bucketInHost !== undefined
      ? [bucketInHost.toLowerCase(), rest]
      : slash < 0
        ? [rest, '']
        : [rest.slice(0, slash), rest.slice(slash + 1)];
  const address = { bucket: decode(bucket), key: decode(key) };
  if (Buffer.byteLength(address.key) > LONGEST_KEY) throw s3Error('KeyTooLongError');
  return address;
}

/** What a request is about and asks for. @throws S3Error InvalidURI, KeyTooLongError */
export function decodeUrl(http: IncomingMessage): Address & Pick<S3Request, 'http' | 'query'> {
  const url = http.url ?? '/';
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  return {
    ...addressOf(http.headers.host, path),
    http,
    query: new URLSearchParams(question < 0 ? '' : url.slice(question + 1)),
  };
}

export function decodeRequest(http: IncomingMessage, { caller, requestId }: RequestContext): S3Request {
  return {
    ...decodeUrl(http),
    caller,
    requestId,
    sourceIp: http.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1',
  };
}

/** A header that S3 knows once; undefined when it is not sent or empty. */
export function header(request: S3Request, name: string): string | undefined {
  const value = request.http.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number in the query, `fallback` when it is not there. */
export function queryNumber(
  request: S3Request,
  name: string,
  fallback: number,
  range = { min: 0, max: 2 ** 31 - 1 },
): number {
  const text = request.query.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < range.min || value > range.max) {
    throw s3Error(
      'InvalidArgument',
      `Argument ${name} must be an integer between ${range.min} and ${range.max}`,
      { elements: { ArgumentName: name, ArgumentValue: text } },
    );
  }
  return value;
}
