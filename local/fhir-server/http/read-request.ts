import type { IncomingMessage } from 'node:http';
import type { FhirRequest } from './fhir-request.ts';
import { readFhirBody } from './read-body.ts';
import type { FhirUrl } from './request-url.ts';

/** What came by HTTP, as an interaction sees it. @throws FhirError 413 */
export const readRequest = async (incoming: IncomingMessage, url: FhirUrl): Promise<FhirRequest> => ({
  method: incoming.method ?? '',
  path: url.path,
  query: withoutSignature(url.query),
  header: (name) => headerOf(incoming, name),
  body: await readFhirBody(incoming),
});

/** Without what a presigned URL is signed with. */
const withoutSignature = (query: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...query].filter(([name]) => !/^x-amz-/i.test(name)));

function headerOf(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
