import type { ServerResponse } from 'node:http';
import type { FhirAnswer } from './fhir-answer.ts';

/** Sends an answer whole, as FHIR's JSON unless it says otherwise. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: FhirAnswer): void {
  response.writeHead(status, {
    ...(body.length > 0 && { 'content-type': 'application/fhir+json' }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...headers,
    ...(status !== 204 && { 'content-length': body.length }),
  });
  response.end(body);
}
