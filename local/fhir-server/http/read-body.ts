import type { IncomingMessage } from 'node:http';
import { FhirError } from './fhir-error.ts';

/** Developer Guide, "Endpoints and quotas": the largest request to the FHIR endpoint. */
export const MOST_BODY_BYTES = 5 * 1024 * 1024;

/** Reads a body whole; one that is too large is read to its end without being kept, so that the refusal arrives. @throws FhirError 413 */
export async function readFhirBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > MOST_BODY_BYTES)
    throw new FhirError(413, 'too-long', `The body is larger than ${MOST_BODY_BYTES / 1024 ** 2} MB.`);
  return Buffer.concat(chunks);
}
