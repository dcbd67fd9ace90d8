import { FhirError } from './fhir-error.ts';
import type { FhirRequest } from './fhir-request.ts';

const JSON_FORMATS = /^(?:json|(?:application|text)\/json|application\/fhir\+json)(?:\s*;.*)?$/i;

/** Refuses who asks for another format than JSON: 406 (FHIR R4, "Content Types and encodings"). @throws FhirError 406 */
export function requireFormat({ query, header }: FhirRequest): void {
  const format = query.get('_format');
  const accept = header('accept') ?? '*/*';
  const isAccepted =
    format === null
      ? accept
          .split(',')
          .some((range) => /^\s*(?:\*\/\*|(?:application|text)\/(?:\*|json|fhir\+json))/i.test(range))
      : JSON_FORMATS.test(format.replaceAll(' ', '+'));
  if (!isAccepted) throw new FhirError(406, 'not-supported', 'The endpoint answers in JSON only.');
}
