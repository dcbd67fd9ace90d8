import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../ground/index.ts';
import { readBody } from '../../http/index.ts';
import { decodedBody } from './content-encoding.ts';
import { FhirError } from './fhir-error.ts';
import type { FhirUrl } from './request-url.ts';

/** A request to the endpoint, or the request of a Bundle's entry. */
export interface FhirRequest {
  method: string;
  /** The decoded segments behind `/datastore/{id}/r4/`. */
  path: readonly string[];
  query: URLSearchParams;
  /** A header by its name in lower case. */
  header: (name: string) => string | undefined;
  body: Buffer;
  /** Whether it is the request of a Bundle's entry. */
  isEntry?: boolean;
  /** What its condition finds, where that had to be known before: the ids. */
  matched?: readonly string[];
  /** The id that a create gives, where it had to be known before: to other entries of a transaction. */
  newId?: string;
  /** What is judged in the place of the body, where links of it were resolved in elements whose form has no room for them. */
  checked?: Buffer;
}

/** Developer Guide, "Endpoints and quotas": the largest request to the FHIR endpoint. */
export const MOST_BODY_BYTES = 5 * 1024 * 1024;

/** What came by HTTP, as an interaction sees it. @throws FhirError 413, 400 or 415 for a body that cannot be unpacked */
export const readRequest = async (incoming: IncomingMessage, url: FhirUrl): Promise<FhirRequest> => ({
  method: incoming.method ?? '',
  path: url.path,
  query: url.query,
  header: (name) => headerOf(incoming, name),
  body: await bodyOf(incoming),
});

/** A transaction that comes from the queue. @param headers those that its entries share */
export const queuedRequest = (headers: Readonly<Record<string, string>>, body: Buffer): FhirRequest => ({
  method: 'POST',
  path: [],
  query: new URLSearchParams(),
  header: (name) => (name === 'content-type' ? 'application/fhir+json' : headers[name]),
  body,
});

export function headerOf(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

const NOTHING = Buffer.alloc(0);

/** @throws FhirError 413 */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  // RFC 9112, 6.3: then there is none.
  if (length === undefined && encoding === undefined) return NOTHING;
  let body: Buffer;
  try {
    body = await readBody(request, MOST_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new FhirError(413, 'too-long', `The body is larger than ${MOST_BODY_BYTES / 1024 ** 2} MB.`);
  }
  return decodedBody(request.headers, body, MOST_BODY_BYTES);
}
