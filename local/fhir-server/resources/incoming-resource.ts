import { withoutMark } from '../../../fhir/index.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { FhirRequest } from '../http/fhir-request.ts';
import { isFhirJson } from '../http/json-type.ts';

/** A resource that came with a request: its bytes, and what they say. */
export interface IncomingResource {
  bytes: Buffer;
  value: Readonly<Record<string, unknown>>;
}

/**
 * The resource in the body of a write.
 * @param resourceType that the path names
 * @throws FhirError 400, 415
 */
export function incomingResource(request: FhirRequest, resourceType: string): IncomingResource {
  const value = parsedBody(request);
  if (value.resourceType !== resourceType)
    throw badRequest(`The body must be a resource of type ${resourceType}, as the URL says.`);
  return { bytes: withoutMark(request.body), value };
}

/** The JSON object in the body. @throws FhirError 400, 415 */
export function parsedBody({ header, body }: FhirRequest): Readonly<Record<string, unknown>> {
  if (!isFhirJson(header('content-type') ?? ''))
    throw new FhirError(
      415,
      'not-supported',
      'The Content-Type must be application/fhir+json, of R4 and in UTF-8.',
    );
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw badRequest('The body is not valid JSON in UTF-8.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('The body must be a JSON object.');
  return value as Record<string, unknown>;
}
