import { FhirError } from './fhir-error.ts';
import type { FhirRequest } from './fhir-request.ts';
import { isOfR4 } from './json-type.ts';

const JSON_FORMATS = /^(?:json|(?:application|text)\/json|application\/fhir\+json)\s*(?:;|$)/i;
const JSON_RANGES = /^\s*(?:\*\/\*|(?:application|text)\/(?:\*|json|fhir\+json))\s*(?:;|$)/i;

/** What weighs nothing is refused (RFC 9110, 12.4.2). */
const NO_WEIGHT = /;\s*q=0(?:\.0*)?\s*(?:;|$)/i;

const isJson = (range: string): boolean => JSON_RANGES.test(range) && isOfR4(range) && !NO_WEIGHT.test(range);

/** The content type of answers: `application/json` for who asks for that, and not for FHIR's own. */
export function contentTypeFor({ header }: Pick<FhirRequest, 'header'>): string {
  const accept = header('accept') ?? '';
  const isPlain = /application\/json/i.test(accept) && !/fhir\+json/i.test(accept);
  return isPlain ? 'application/json' : 'application/fhir+json';
}

/** Refuses who asks for another format than JSON: 406 (FHIR R4, "Content Types and encodings"). @throws FhirError 406 */
export function requireFormat({ query, header }: FhirRequest): void {
  const format = query.get('_format');
  const accept = header('accept')?.trim() ?? '';
  const isAccepted =
    format === null
      ? accept === '' || accept.split(',').some(isJson)
      : JSON_FORMATS.test(format.replaceAll(' ', '+')) && isOfR4(format);
  if (!isAccepted) throw new FhirError(406, 'not-supported', 'The endpoint answers in JSON of R4 only.');
}
