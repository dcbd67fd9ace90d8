import type { SignatureElements } from './elements.ts';
import type { Parameter } from './url.ts';
import { decode, encode } from './url.ts';

/** A request as far as a signature covers it. */
export interface SignedRequest {
  method: string;
  /** Path and query as they came, still encoded. */
  url: string;
  /** By lower-case name; several values of one name joined by commas. */
  headers: Readonly<Record<string, string | undefined>>;
  /** SHA-256 of the body in hex, or what stands for it (`UNSIGNED-PAYLOAD`). */
  payloadHash: string;
}

/** The text that a request's signature is made of (IAM user guide, "Create a canonical request"). */
export function canonicalRequest(
  { method, headers, payloadHash }: SignedRequest,
  { signedHeaders, service }: Pick<SignatureElements, 'signedHeaders' | 'service'>,
  { path, query }: { path: string; query: readonly Parameter[] },
): string {
  const parameters = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([one, a], [other, b]) => compare(one, other) || compare(a, b))
    .map((pair) => pair.join('='));
  const lines = signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  return [
    method,
    service === 's3' ? pathOfS3(path) : pathEncodedTwice(path),
    parameters.join('&'),
    lines.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** S3 takes a path as it is: encoded once, with its dots and double slashes. */
const pathOfS3 = (path: string): string =>
  path
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/');

/** All other services encode the path that was sent once more, without empty and dot segments. */
function pathEncodedTwice(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
